package dev.examhall.monitoring.health;

import java.util.Set;

/**
 * A service as far as its meaning for the whole goes.
 *
 * @param weight its share of the score, relative to the other services' weights
 * @param critical whether the suite is unhealthy without it
 * @param essential infrastructure without which the service counts as down
 * @param uses what else it depends on: names of infrastructure and ids of services without which it
 *     works with limits
 */
public record Target(
    String id, int weight, boolean critical, Set<Infrastructure> essential, Set<String> uses) {
  public Target {
    essential = Set.copyOf(essential);
    uses = Set.copyOf(uses);
  }

  /** A service that uses nothing beyond what it can't do without. */
  public Target(String id, int weight, boolean critical, Set<Infrastructure> essential) {
    this(id, weight, critical, essential, Set.of());
  }

  /**
   * Whether a service with this component down does not do its work any more. One whose disk or
   * memory is nearly full still does: that is a critical check, and not a service that is down.
   */
  boolean needs(String component) {
    return switch (component) {
      case "livenessState", "readinessState" -> true;
      default -> Infrastructure.ofComponent(component).map(essential::contains).orElse(false);
    };
  }
}
