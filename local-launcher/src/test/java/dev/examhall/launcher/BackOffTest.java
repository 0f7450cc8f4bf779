package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {

  private final BackOff backOff = new BackOff();

  @Test
  void doublesToHalfAMinute() {
    assertThat(
            Stream.generate(() -> backOff.afterDeath(Duration.ofSeconds(3)).toSeconds()).limit(8))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @Test
  void beginsAgainAfterAMinuteThatWentWell() {
    backOff.afterDeath(Duration.ZERO);
    backOff.afterDeath(Duration.ZERO);

    assertThat(backOff.afterDeath(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(1));
  }
}
