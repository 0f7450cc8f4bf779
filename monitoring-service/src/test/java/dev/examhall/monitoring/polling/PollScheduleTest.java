package dev.examhall.monitoring.polling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.ServiceHealth;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PollScheduleTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final PollSchedule SCHEDULE =
      new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(1), 0.1);

  @Test
  void jitterStaysWithinItsShare() {
    assertThat(SCHEDULE.after(up(), 0)).isEqualTo(Duration.ofMillis(4_500));
    assertThat(SCHEDULE.after(up(), 0.5)).isEqualTo(Duration.ofSeconds(5));
    assertThat(SCHEDULE.after(up(), 1)).isEqualTo(Duration.ofMillis(5_500));
  }

  @Test
  void asksAgainSoonAfterOneFailure() {
    assertThat(SCHEDULE.after(failed(up()), 1)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void asksAsUsualOnceTheFailureIsBelieved() {
    assertThat(SCHEDULE.after(failed(failed(failed(up()))), 0.5)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void deadServiceIsKnownWithinFifteenSecondsAtWorst() {
    Duration timeout = Duration.ofSeconds(2);
    Duration worst = SCHEDULE.after(up(), 1).plus(timeout);
    worst = worst.plus(SCHEDULE.after(failed(up()), 1)).plus(timeout);
    worst = worst.plus(SCHEDULE.after(failed(failed(up())), 1)).plus(timeout);

    assertThat(worst).isLessThan(Duration.ofSeconds(15));
  }

  private static ServiceHealth up() {
    return ServiceHealth.unknown(new Target("gateway", 1, true, Set.of()), NOW)
        .after(
            new Observation.Answered(
                dev.examhall.monitoring.health.HealthState.UP, "", Map.of(), Duration.ZERO),
            NOW,
            new Thresholds(3, 2));
  }

  private static ServiceHealth failed(ServiceHealth health) {
    return health.after(
        new Observation.Failed("refused", Duration.ZERO), NOW, new Thresholds(3, 2));
  }
}
