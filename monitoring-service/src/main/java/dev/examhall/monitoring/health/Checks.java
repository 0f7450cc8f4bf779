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
      check(infrastructure, services).ifPresent(checks::add);
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

  private static Optional<Check> check(
      Infrastructure infrastructure, List<ServiceHealth> services) {
    return InfrastructureHealth.of(infrastructure, services)
        .map(
            health ->
                check(
                    infrastructure.checkName(),
                    health.state(),
                    infrastructure.critical() && health.missedByCritical(),
                    health.since()));
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
