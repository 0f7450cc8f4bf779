package dev.examhall.monitoring.history;

import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.ServiceHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One observation as it is kept.
 *
 * @param state what is believed after it
 * @param latencyMillis how long the answer took; null if there was none
 */
public record Sample(
    String service,
    Instant at,
    HealthState state,
    @Nullable Integer latencyMillis,
    String message) {

  public static Sample of(ServiceHealth health, Observation observation) {
    Duration latency = health.latency();
    return new Sample(
        health.id(),
        Objects.requireNonNull(health.checkedAt(), "an observed service was checked"),
        health.state(),
        latency == null ? null : Math.toIntExact(latency.toMillis()),
        observation.message());
  }
}
