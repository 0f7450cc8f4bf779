package dev.examhall.monitoring.health;

import static dev.examhall.monitoring.health.HealthState.DEGRADED;
import static dev.examhall.monitoring.health.HealthState.DOWN;
import static dev.examhall.monitoring.health.HealthState.UNKNOWN;
import static dev.examhall.monitoring.health.HealthState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceHealthTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Thresholds AT_ONCE = new Thresholds(1, 1);
  private static final Target EXAMS =
      new Target("exam-render-service", 35, true, Set.of(Infrastructure.DATABASE));

  @Test
  void serviceWithoutWhatItCannotDoWithoutIsDown() {
    ServiceHealth health = after(answered(DOWN, Map.of("r2dbc", DOWN, "redis", UP)));

    assertThat(health.state()).isEqualTo(DOWN);
    assertThat(health.overall().message()).isEqualTo("r2dbc is DOWN: gone");
  }

  @Test
  void serviceWithoutWhatItCanDoWithoutIsDegraded() {
    assertThat(after(answered(DOWN, Map.of("r2dbc", UP, "redis", DOWN, "kafka", DOWN))).state())
        .isEqualTo(DEGRADED);
  }

  @Test
  void serviceThatSaysItIsDownWithoutAReasonIsDown() {
    assertThat(after(answered(DOWN, Map.of())).state()).isEqualTo(DOWN);
  }

  @Test
  void serviceThatTakesNoRequestsIsDown() {
    assertThat(after(answered(DOWN, Map.of("readinessState", DOWN))).state()).isEqualTo(DOWN);
  }

  @Test
  void serviceWithANearlyFullDiskOrMemoryStillWorks() {
    assertThat(after(answered(DOWN, Map.of("diskSpace", DOWN))).state()).isEqualTo(DEGRADED);
    assertThat(after(answered(DOWN, Map.of("memory", DOWN))).state()).isEqualTo(DEGRADED);
    assertThat(after(answered(DEGRADED, Map.of("memory", DEGRADED))).state()).isEqualTo(DEGRADED);
  }

  @Test
  void componentsOfASilentServiceBecomeUnknown() {
    ServiceHealth health =
        after(
            answered(UP, Map.of("r2dbc", UP)),
            new Observation.Failed("cannot be reached", Duration.ZERO));

    assertThat(health.state()).isEqualTo(DOWN);
    assertThat(health.components().get("r2dbc").state()).isEqualTo(UNKNOWN);
    assertThat(health.latency()).isNull();
  }

  @Test
  void refusedTokenSaysNothingAboutTheService() {
    assertThat(after(answered(UP, Map.of()), new Observation.Inconclusive("token refused")).state())
        .isEqualTo(UNKNOWN);
  }

  private static ServiceHealth after(Observation... observations) {
    ServiceHealth health = ServiceHealth.unknown(EXAMS, NOW);
    for (Observation observation : observations) {
      health = health.after(observation, NOW, AT_ONCE);
    }
    return health;
  }

  private static Observation answered(HealthState state, Map<String, HealthState> states) {
    Map<String, Observation.Component> components = new HashMap<>();
    states.forEach(
        (name, component) ->
            components.put(
                name, new Observation.Component(component, component == UP ? "" : "gone")));
    return new Observation.Answered(state, "status " + state, components, Duration.ofMillis(3));
  }
}
