package dev.examhall.monitoring.health;

import java.time.Duration;
import java.util.Map;

/** What one look at a service showed. */
public sealed interface Observation {

  /** What there is to say about it, for operators. */
  String message();

  /**
   * The service told its health.
   *
   * @param components by Spring Boot's names, such as {@code redis}
   */
  record Answered(
      HealthState state, String message, Map<String, Component> components, Duration latency)
      implements Observation {
    public Answered {
      components = Map.copyOf(components);
    }
  }

  /**
   * No health came back: refused, too slow, or something that is not a health answer.
   *
   * @param silent whether nothing came back at all
   */
  record Failed(String message, Duration latency, boolean silent) implements Observation {

    /** Something came back, and was no health. */
    public Failed(String message, Duration latency) {
      this(message, latency, false);
    }
  }

  /** It is the monitor that could not ask; this says nothing about the service. */
  record Inconclusive(String message) implements Observation {}

  /**
   * One component of a service's health.
   *
   * @param message its error, or the service's own words; empty when there is nothing to say
   */
  record Component(HealthState state, String message) {}
}
