package dev.examhall.monitoring.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Infrastructure as its users see it.
 *
 * @param state the worst that any of them says
 * @param missedByCritical whether a service that the suite is unhealthy without misses it: what a
 *     single side service cannot reach may well be there
 * @param missedBy services that see it in that state, unless it is UP
 * @param message of one of those
 */
public record InfrastructureHealth(
    Infrastructure infrastructure,
    HealthState state,
    boolean missedByCritical,
    Instant since,
    List<String> missedBy,
    String message) {

  public InfrastructureHealth {
    missedBy = List.copyOf(missedBy);
  }

  /** Nothing if none of the services says anything about it. */
  public static Optional<InfrastructureHealth> of(
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
    boolean critical = missedByCritical;
    return seen.stream()
        .filter(tracked -> tracked.state() == believed)
        .min(Comparator.comparing(TrackedState::since))
        .map(
            first ->
                new InfrastructureHealth(
                    infrastructure,
                    believed,
                    critical,
                    first.since(),
                    missing(infrastructure, believed, services),
                    first.message()));
  }

  private static List<String> missing(
      Infrastructure infrastructure, HealthState state, List<ServiceHealth> services) {
    if (state == HealthState.UP) {
      return List.of();
    }
    return services.stream()
        .filter(
            service ->
                service
                    .infrastructure(infrastructure)
                    .filter(view -> view.state() == state)
                    .isPresent())
        .map(ServiceHealth::id)
        .toList();
  }
}
