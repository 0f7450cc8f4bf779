package dev.examhall.monitoring.health;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The suite's health as one number, from 0 (nothing works) to 100.
 *
 * <p>Each service has a weight. An UP service brings all of it, a DEGRADED one 60 %, a DOWN one
 * nothing; UNKNOWN services are left out of the sum and of what could be reached, because not
 * knowing is not failing. The score is {@code 100 × brought ÷ possible}, rounded down, so that 100
 * is only given when nothing is wrong. If a critical service is DOWN it is at most {@value
 * #CRITICAL_CAP}, however well the others are. With nothing known at all it is 0.
 *
 * @param parts what each service brought, in the order given
 * @param cappedBy critical services that hold the score down
 */
public record HealthScore(int value, List<Part> parts, List<String> cappedBy) {

  /** The most that the score can be while a critical service is down. */
  public static final int CRITICAL_CAP = 40;

  private static final double DEGRADED_SHARE = 0.6;

  /**
   * @param share of its weight that the service brings, 0 to 1; null when it is not counted
   */
  public record Part(String service, HealthState state, int weight, @Nullable Double share) {}

  public HealthScore {
    parts = List.copyOf(parts);
    cappedBy = List.copyOf(cappedBy);
  }

  public static HealthScore of(List<ServiceHealth> services) {
    List<Part> parts = new ArrayList<>();
    List<String> cappedBy = new ArrayList<>();
    double brought = 0;
    int possible = 0;
    for (ServiceHealth service : services) {
      Target target = service.target();
      Double share = share(service.state());
      parts.add(new Part(target.id(), service.state(), target.weight(), share));
      if (share != null) {
        brought += share * target.weight();
        possible += target.weight();
      }
      if (target.critical() && service.state() == HealthState.DOWN) {
        cappedBy.add(target.id());
      }
    }
    // A little is added before rounding down, because 0.6 has no exact binary form.
    int value = possible == 0 ? 0 : (int) Math.floor(100 * brought / possible + 1e-9);
    return new HealthScore(
        cappedBy.isEmpty() ? value : Math.min(value, CRITICAL_CAP), parts, cappedBy);
  }

  private static @Nullable Double share(HealthState state) {
    return switch (state) {
      case UP -> 1.0;
      case DEGRADED -> DEGRADED_SHARE;
      case DOWN -> 0.0;
      case UNKNOWN -> null;
    };
  }
}
