package dev.examhall.monitoring.health;

import java.util.List;

/** The whole suite in one word. */
public enum OverallStatus {
  HEALTHY("healthy"),
  DEGRADED("degraded"),
  UNHEALTHY("unhealthy");

  private final String text;

  OverallStatus(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Any critical check makes it unhealthy; else any that is not healthy makes it degraded. */
  public static OverallStatus of(List<Check> checks) {
    if (checks.stream().anyMatch(check -> check.status() == Check.Status.CRITICAL)) {
      return UNHEALTHY;
    }
    return checks.stream().allMatch(check -> check.status() == Check.Status.HEALTHY)
        ? HEALTHY
        : DEGRADED;
  }
}
