package dev.examhall.cacheclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.cacheclient.Flights.Boarding;
import dev.examhall.cacheclient.NearCache.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlightsTest {

  private static final CacheKey KEY = new CacheKey("exam", "42", "summary");

  private final Flights flights =
      new Flights(new NearCache(new Stamps(), 10, Duration.ofSeconds(10), () -> 0));

  @Test
  void takeWhoeverComesMeanwhile() {
    Boarding first = flights.board(KEY, String.class);

    assertThat(first.mine()).isTrue();
    assertThat(flights.board(KEY, String.class)).isEqualTo(new Boarding(first.flight(), false));
  }

  @Test
  void takeNobodyAfterTheyFailed() {
    Boarding first = flights.board(KEY, String.class);
    List<Boarding> next = new ArrayList<>();
    // Who waits hears of the failure before the flight is taken away.
    first
        .flight()
        .result()
        .whenComplete((found, error) -> next.add(flights.board(KEY, String.class)));

    first.flight().result().completeExceptionally(new IllegalStateException("gone"));

    assertThat(next).singleElement().matches(Boarding::mine);
  }

  @Test
  void endWithTheirResult() {
    Boarding first = flights.board(KEY, String.class);
    first.flight().result().complete(new Found("loaded"));

    assertThat(flights.board(KEY, String.class).mine()).isTrue();
  }
}
