package dev.examhall.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {

  private static final Instant LAST = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({"0, 0", "4, 0", "5, 2", "6, 4", "7, 8", "13, 512", "14, 900", "1000000, 900"})
  void doublesTheWaitUpToAQuarterOfAnHour(int failures, int seconds) {
    assertThat(BackOff.waitAt(LAST, failures, LAST, 5)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void isOverWhenTheWaitIsOver() {
    assertThat(BackOff.waitAt(LAST.plusSeconds(1), 5, LAST, 5)).isEqualTo(Duration.ofSeconds(1));
    assertThat(BackOff.waitAt(LAST.plusSeconds(2), 5, LAST, 5)).isZero();
  }

  @Test
  void forgetsAfterAnHour() {
    assertThat(BackOff.waitAt(LAST.plus(Duration.ofHours(1)), 1000, LAST, 5)).isZero();
  }
}
