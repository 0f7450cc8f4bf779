package dev.examhall.observability.health;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** States between UP and DOWN. */
public final class HealthStatus {

  /** Works, and part of what it does waits or is missing. */
  public static final Status DEGRADED = new Status("DEGRADED");

  /** Works, and will not for long if this goes on. */
  public static final Status WARNING = new Status("WARNING");

  /** Works, and may stop at any moment. */
  public static final Status CRITICAL = new Status("CRITICAL");

  private HealthStatus() {}

  static Health health(Status status, String message) {
    return Health.status(status).withDetail("message", message).build();
  }
}
