package dev.examhall.events.monitoring.v1;

import java.time.Instant;

/**
 * A service's health is not what it was. Its key on Kafka is the service's id.
 *
 * @param from status before, such as {@code UP}
 * @param to status now
 * @param score 0 (nothing works) to 100
 */
public record HealthChanged(
    String service, String from, String to, int score, String message, Instant at) {

  public static final String TOPIC = "examhall.health-changed.v1";
  public static final String TYPE = "dev.examhall.health-changed.v1";
}
