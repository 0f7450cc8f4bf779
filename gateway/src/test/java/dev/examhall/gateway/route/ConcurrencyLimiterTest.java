package dev.examhall.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.gateway.GatewayProperties.Overload;
import dev.examhall.gateway.route.ConcurrencyLimiter.End;
import dev.examhall.gateway.route.ConcurrencyLimiter.OverloadedException;
import dev.examhall.gateway.route.ConcurrencyLimiter.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

class ConcurrencyLimiterTest {

  private static final Duration WAIT = Duration.ofSeconds(1);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final List<String> log = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();

  /** Ten places: eight for pages, four for the rest. */
  private final ConcurrencyLimiter limiter = limiter(10, 4);

  private ConcurrencyLimiter limiter(int places, int waiting) {
    return new ConcurrencyLimiter(
        new Overload(places, places, places, 2, Duration.ofMillis(500), 0.8, 0.4, WAIT, waiting),
        time,
        () -> time.now(TimeUnit.NANOSECONDS));
  }

  private Disposable ask(String name, Priority priority) {
    return limiter
        .place(priority)
        .subscribe(
            place -> {
              log.add(name);
              places.add(place);
            },
            error -> log.add(name + ":" + error.getClass().getSimpleName()));
  }

  private void ask(int times, Priority priority) {
    for (int i = 0; i < times; i++) {
      ask(priority.name(), priority);
    }
  }

  @Test
  void keepsPlacesForSaves() {
    ask(9, Priority.VIEW);

    assertThat(log).hasSize(8);
    ask(2, Priority.SAVE);
    assertThat(log).hasSize(10).endsWith("SAVE", "SAVE");
  }

  @Test
  void keepsPlacesForPagesWhereNobodyWaits() {
    ask(5, Priority.BACKGROUND);

    assertThat(limiter.inFlight()).isEqualTo(4);
    ask(4, Priority.VIEW);
    assertThat(limiter.inFlight()).isEqualTo(8);
  }

  @Test
  void letsTheMostImportantInFirstAndThenTheEarliest() {
    ask(10, Priority.SAVE);
    log.clear();
    ask("page 1", Priority.VIEW);
    ask("save 1", Priority.SAVE);
    ask("save 2", Priority.SAVE);
    ask("page 2", Priority.VIEW);

    for (int i = 0; i < 4; i++) {
      places.get(i).end(End.ANSWERED);
    }

    // two saves took two of the four; the pages may only fill up to eight
    assertThat(log).containsExactly("save 1", "save 2");
    for (int i = 4; i < 6; i++) {
      places.get(i).end(End.ANSWERED);
    }
    assertThat(log).containsExactly("save 1", "save 2", "page 1", "page 2");
  }

  @Test
  void sendsAwayWhoWaitedInVain() {
    ask(9, Priority.VIEW);
    log.clear();

    time.advanceTimeBy(WAIT.minusMillis(1));
    assertThat(log).isEmpty();
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(log).containsExactly("VIEW:" + OverloadedException.class.getSimpleName());

    places.getFirst().end(End.ANSWERED);
    assertThat(limiter.inFlight()).isEqualTo(7);
  }

  @Test
  void sendsPagesAwayAtOnceWhereTooManyWaitAndNeverSaves() {
    ask(10, Priority.SAVE);
    ask(4, Priority.VIEW);
    log.clear();

    ask("page", Priority.VIEW);
    ask("save", Priority.SAVE);

    assertThat(log).containsExactly("page:" + OverloadedException.class.getSimpleName());
    places.getFirst().end(End.ANSWERED);
    assertThat(log).endsWith("save");
  }

  @Test
  void saysBeforehandWhetherSomebodyWouldBeSentAwayAtOnce() {
    ask(8, Priority.VIEW);
    ask(3, Priority.VIEW);
    assertThat(limiter.isFull(Priority.VIEW)).isFalse();

    Disposable last = ask("last in line", Priority.VIEW);
    assertThat(limiter.isFull(Priority.VIEW)).isTrue();
    assertThat(limiter.isFull(Priority.BACKGROUND)).isTrue();
    assertThat(limiter.isFull(Priority.SAVE)).isFalse();

    last.dispose();
    assertThat(limiter.isFull(Priority.VIEW)).isFalse();
  }

  @Test
  void forgetsWhoLeaves() {
    ask(8, Priority.VIEW);
    log.clear();
    Disposable gone = ask("gone", Priority.VIEW);
    ask("stays", Priority.VIEW);

    gone.dispose();
    places.getFirst().end(End.NO_ANSWER);

    assertThat(log).containsExactly("stays");
    assertThat(limiter.inFlight()).isEqualTo(8);
  }

  @Test
  void takesAPlaceBackOnce() {
    ask(3, Priority.VIEW);

    places.getFirst().end(End.ANSWERED);
    places.getFirst().end(End.NO_ANSWER);

    assertThat(limiter.inFlight()).isEqualTo(2);
  }

  @Test
  void hasFewerPlacesWhenAnswersTakeLongerAndMoreWhenTheyDoNot() {
    AtomicLong now = new AtomicLong();
    ConcurrencyLimiter adapting =
        new ConcurrencyLimiter(
            new Overload(100, 10, 1000, 2, Duration.ofMillis(500), 1, 1, WAIT, 1000),
            time,
            now::get);
    // long enough to know what is usual
    work(adapting, now, 1000, Duration.ofMillis(10));
    int before = adapting.limit();

    work(adapting, now, 100, Duration.ofMillis(200));
    int slow = adapting.limit();
    assertThat(slow).isLessThan(before / 2);

    work(adapting, now, 1000, Duration.ofMillis(10));
    assertThat(adapting.limit()).isGreaterThan(slow);
  }

  /** Rounds in which all places are taken. */
  private static void work(ConcurrencyLimiter limiter, AtomicLong now, int rounds, Duration each) {
    for (int round = 0; round < rounds; round++) {
      List<Place> taken = new ArrayList<>();
      for (int i = limiter.limit(); i > 0; i--) {
        taken.add(limiter.place(Priority.SAVE).block());
      }
      now.addAndGet(each.toNanos());
      taken.forEach(place -> place.end(End.ANSWERED));
    }
  }
}
