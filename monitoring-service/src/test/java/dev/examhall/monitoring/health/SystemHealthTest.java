package dev.examhall.monitoring.health;

import static dev.examhall.monitoring.health.HealthState.DEGRADED;
import static dev.examhall.monitoring.health.HealthState.DOWN;
import static dev.examhall.monitoring.health.HealthState.UNKNOWN;
import static dev.examhall.monitoring.health.HealthState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SystemHealthTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void scoreIsOneHundredOnlyWhenEverythingIsUp() {
    assertThat(score(UP, UP, UP)).isEqualTo(100);
    assertThat(score(UP, UP, DEGRADED)).isEqualTo(96);
  }

  @Test
  void serviceThatIsDownBringsNothing() {
    assertThat(score(UP, UP, DOWN)).isEqualTo(90);
  }

  @Test
  void criticalServiceThatIsDownCapsTheScore() {
    HealthScore score = system(DOWN, UP, UP).score();

    assertThat(score.value()).isEqualTo(HealthScore.CRITICAL_CAP);
    assertThat(score.cappedBy()).containsExactly("critical");
  }

  @Test
  void capDoesNotRaiseALowScore() {
    assertThat(score(DOWN, DOWN, UP)).isEqualTo(10);
  }

  @Test
  void unknownServicesAreLeftOut() {
    HealthScore score = system(UNKNOWN, UP, UP).score();

    assertThat(score.value()).isEqualTo(100);
    assertThat(score.parts().getFirst().share()).isNull();
  }

  @Test
  void nothingKnownScoresNothing() {
    assertThat(score(UNKNOWN, UNKNOWN, UNKNOWN)).isZero();
  }

  @Test
  void breakdownAddsUpToTheScore() {
    HealthScore score = system(UP, DEGRADED, DOWN).score();

    double brought = 0;
    int possible = 0;
    for (HealthScore.Part part : score.parts()) {
      Double share = part.share();
      brought += share == null ? 0 : share * part.weight();
      possible += share == null ? 0 : part.weight();
    }
    assertThat(score.value()).isEqualTo((int) Math.floor(100 * brought / possible)).isEqualTo(74);
  }

  @Test
  void anythingCriticalIsUnhealthyAnythingElseIsDegraded() {
    assertThat(system(UP, UP, UP).status()).isEqualTo(OverallStatus.HEALTHY);
    assertThat(system(UP, UP, DOWN).status()).isEqualTo(OverallStatus.DEGRADED);
    assertThat(system(DEGRADED, UP, UP).status()).isEqualTo(OverallStatus.DEGRADED);
    assertThat(system(DOWN, UP, UP).status()).isEqualTo(OverallStatus.UNHEALTHY);
  }

  @Test
  void unknownIsNotUnhealthy() {
    assertThat(system(UNKNOWN, UP, UP).status()).isEqualTo(OverallStatus.DEGRADED);
  }

  @Test
  void infrastructureIsAsItsUsersSeeIt() {
    SystemHealth health =
        SystemHealth.of(
            List.of(
                service("critical", 50, true, UP, Map.of("r2dbc", UP, "redis", UP)),
                service("other", 50, false, DEGRADED, Map.of("redis", DOWN, "kafka", UNKNOWN))),
            null,
            NOW);

    assertThat(health.checks())
        .extracting(Check::name, Check::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("database", Check.Status.HEALTHY),
            org.assertj.core.groups.Tuple.tuple("cache", Check.Status.DEGRADED),
            org.assertj.core.groups.Tuple.tuple("critical", Check.Status.HEALTHY),
            org.assertj.core.groups.Tuple.tuple("other", Check.Status.DEGRADED));
  }

  @Test
  void databaseThatACriticalServiceMissesIsCritical() {
    assertThat(withoutDatabase(true).status()).isEqualTo(OverallStatus.UNHEALTHY);
  }

  @Test
  void databaseThatOnlyASideServiceMissesIsNot() {
    assertThat(withoutDatabase(false).status()).isEqualTo(OverallStatus.DEGRADED);
  }

  @Test
  void nearlyFullMemoryOfACriticalServiceIsCriticalThoughItWorks() {
    SystemHealth health =
        SystemHealth.of(
            List.of(service("one", 50, true, DEGRADED, Map.of("memory", DOWN))), null, NOW);

    assertThat(health.status()).isEqualTo(OverallStatus.UNHEALTHY);
    assertThat(health.score().cappedBy()).isEmpty();
  }

  private static SystemHealth withoutDatabase(boolean critical) {
    return SystemHealth.of(
        List.of(service("one", 50, critical, DEGRADED, Map.of("db", DOWN))), null, NOW);
  }

  private static int score(HealthState critical, HealthState other, HealthState small) {
    return system(critical, other, small).score().value();
  }

  private static SystemHealth system(HealthState critical, HealthState other, HealthState small) {
    return SystemHealth.of(
        List.of(
            service("critical", 50, true, critical, Map.of()),
            service("other", 40, false, other, Map.of()),
            service("small", 10, false, small, Map.of())),
        null,
        NOW);
  }

  private static ServiceHealth service(
      String id, int weight, boolean critical, HealthState state, Map<String, HealthState> parts) {
    Map<String, TrackedState> components = new java.util.HashMap<>();
    parts.forEach((name, component) -> components.put(name, tracked(component)));
    return new ServiceHealth(
        new Target(id, weight, critical, Set.of()), tracked(state), components, NOW, null);
  }

  private static TrackedState tracked(HealthState state) {
    return new TrackedState(state, NOW, "", null, 0);
  }
}
