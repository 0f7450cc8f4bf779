package dev.examhall.monitoring.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The public checks: infrastructure as its users see it, then the services. */
final class Checks {

  private Checks() {}

  static List<Check> of(List<ServiceHealth> services) {
    List<Check> checks = new ArrayList<>();
    for (Infrastructure infrastructure : Infrastructure.values()) {
      worst(infrastructure, services)
          .ifPresent(
              seen ->
                  checks.add(
                      check(
                          infrastructure.checkName(),
                          seen.state(),
                          infrastructure.critical(),
                          seen.since())));
    }
    for (ServiceHealth service : services) {
      checks.add(
          check(
              service.id(),
              service.state(),
              service.target().critical(),
              service.overall().since()));
    }
    return List.copyOf(checks);
  }

  /**
   * What the services that use it say, or nothing if none of them says anything. A service that
   * does not answer has nothing to say about its database.
   */
  static Optional<TrackedState> worst(Infrastructure infrastructure, List<ServiceHealth> services) {
    return services.stream()
        .flatMap(service -> service.components().entrySet().stream())
        .filter(
            entry -> Infrastructure.ofComponent(entry.getKey()).equals(Optional.of(infrastructure)))
        .map(java.util.Map.Entry::getValue)
        .filter(tracked -> tracked.state() != HealthState.UNKNOWN)
        .reduce(
            (one, other) ->
                other.state().worseThan(one.state())
                        || (other.state() == one.state() && other.since().isBefore(one.since()))
                    ? other
                    : one);
  }

  private static Check check(String name, HealthState state, boolean critical, Instant since) {
    return switch (state) {
      case UP -> new Check(name, Check.Status.HEALTHY, "Working", since);
      case DEGRADED -> new Check(name, Check.Status.DEGRADED, "Working with limits", since);
      case DOWN ->
          new Check(
              name, critical ? Check.Status.CRITICAL : Check.Status.DEGRADED, "Not working", since);
      case UNKNOWN -> new Check(name, Check.Status.UNKNOWN, "Not known at the moment", since);
    };
  }
}
