package dev.examhall.monitoring.health;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole suite at one moment.
 *
 * @param lastChange the newest change of a service's state, if there was one
 */
public record SystemHealth(
    Instant at,
    OverallStatus status,
    HealthScore score,
    List<Check> checks,
    List<ServiceHealth> services,
    @Nullable HealthChange lastChange) {

  public SystemHealth {
    checks = List.copyOf(checks);
    services = List.copyOf(services);
  }

  public static SystemHealth of(
      List<ServiceHealth> services, @Nullable HealthChange lastChange, Instant at) {
    List<Check> checks = Checks.of(services);
    return new SystemHealth(
        at, OverallStatus.of(checks), HealthScore.of(services), checks, services, lastChange);
  }

  /** The service of that id; none if it is not watched. */
  public Optional<ServiceHealth> service(String id) {
    return services.stream().filter(service -> service.id().equals(id)).findFirst();
  }
}
