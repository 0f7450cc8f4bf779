package dev.examhall.monitoring.page;

import dev.examhall.monitoring.health.HealthChange;
import dev.examhall.monitoring.health.HealthScore;
import dev.examhall.monitoring.health.ServiceHealth;
import dev.examhall.monitoring.health.SystemHealth;
import dev.examhall.monitoring.health.TrackedState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer of {@code /api/v1/health}, for operators. */
record OperatorHealth(
    String status,
    Instant timestamp,
    Score score,
    List<Service> services,
    @Nullable LastChange lastChange) {

  /**
   * @param cappedBy critical services that hold it down
   */
  record Score(int value, List<Part> parts, List<String> cappedBy) {}

  /**
   * @param share of its weight that the service brings, 0 to 1; null when it is not counted
   */
  record Part(String service, String state, int weight, @Nullable Double share) {}

  /**
   * @param checkedAt null before the first check
   * @param latencyMillis null when there was no answer
   */
  record Service(
      String id,
      String state,
      Instant since,
      String message,
      boolean critical,
      @Nullable Instant checkedAt,
      @Nullable Long latencyMillis,
      Map<String, Component> components) {}

  record Component(String state, Instant since, String message) {}

  record LastChange(
      String service, String from, String to, int score, String message, Instant at) {}

  static OperatorHealth of(SystemHealth health) {
    return new OperatorHealth(
        health.status().text(),
        health.at(),
        score(health.score()),
        health.services().stream().map(OperatorHealth::service).toList(),
        lastChange(health.lastChange()));
  }

  private static Score score(HealthScore score) {
    return new Score(
        score.value(),
        score.parts().stream()
            .map(part -> new Part(part.service(), part.state().name(), part.weight(), part.share()))
            .toList(),
        score.cappedBy());
  }

  private static Service service(ServiceHealth service) {
    Map<String, Component> components = new LinkedHashMap<>();
    service.components().forEach((name, tracked) -> components.put(name, component(tracked)));
    Duration latency = service.latency();
    return new Service(
        service.id(),
        service.state().name(),
        service.overall().since(),
        service.overall().message(),
        service.target().critical(),
        service.checkedAt(),
        latency == null ? null : latency.toMillis(),
        components);
  }

  private static Component component(TrackedState tracked) {
    return new Component(tracked.state().name(), tracked.since(), tracked.message());
  }

  private static @Nullable LastChange lastChange(@Nullable HealthChange change) {
    return change == null
        ? null
        : new LastChange(
            change.service(),
            change.from().name(),
            change.to().name(),
            change.score(),
            change.message(),
            change.at());
  }
}
