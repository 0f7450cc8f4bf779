package dev.examhall.monitoring.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

  /**
   * The worst that the services which use it say, or nothing if none of them says anything. It is
   * critical only when a critical service misses it: what a single side service cannot reach may
   * well be there.
   */
  private static Optional<Check> check(
      Infrastructure infrastructure, List<ServiceHealth> services) {
    List<TrackedState> seen = new ArrayList<>();
    boolean missedByCritical = false;
    HealthState worst = HealthState.UNKNOWN;
    for (ServiceHealth service : services) {
      Optional<TrackedState> view = service.infrastructure(infrastructure);
      if (view.isPresent()) {
        HealthState state = view.get().state();
        seen.add(view.get());
        worst = HealthState.worst(worst, state);
        missedByCritical |= state == HealthState.DOWN && service.target().critical();
      }
    }
    HealthState believed = worst;
    boolean critical = infrastructure.critical() && missedByCritical;
    return seen.stream()
        .filter(tracked -> tracked.state() == believed)
        .map(TrackedState::since)
        .min(Comparator.naturalOrder())
        .map(since -> check(infrastructure.checkName(), believed, critical, since));
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
