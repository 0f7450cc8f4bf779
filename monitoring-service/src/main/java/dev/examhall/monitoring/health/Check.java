package dev.examhall.monitoring.health;

import java.time.Instant;

/**
 * One line of the public health answer. Its message is for everybody: no addresses, no errors.
 *
 * @param name of a service, or of infrastructure that several services use
 */
public record Check(String name, Status status, String message, Instant since) {

  /** In the words of {@code /api/health}. */
  public enum Status {
    HEALTHY("healthy"),
    DEGRADED("degraded"),
    CRITICAL("critical"),
    UNKNOWN("unknown");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }
}
