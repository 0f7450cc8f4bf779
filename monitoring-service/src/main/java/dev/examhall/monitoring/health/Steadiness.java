package dev.examhall.monitoring.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often something began to fail lately.
 *
 * @param falls beginnings of runs of bad observations within the window, oldest first
 * @param failing whether the last observation was bad
 * @param lastBad time of the last bad observation
 * @param unsteady whether it counts as failing over and over
 */
public record Steadiness(
    List<Instant> falls, boolean failing, @Nullable Instant lastBad, boolean unsteady) {

  static final Steadiness UNTRIED = new Steadiness(List.of(), false, null, false);

  public Steadiness {
    falls = List.copyOf(falls);
  }

  Steadiness after(HealthState seen, Instant at, Damping damping) {
    if (seen == HealthState.UNKNOWN || damping.falls() == Integer.MAX_VALUE) {
      return this;
    }
    boolean bad = seen != HealthState.UP;
    List<Instant> recent = new ArrayList<>(falls);
    recent.removeIf(fall -> fall.isBefore(at.minus(damping.window())));
    if (bad && !failing) {
      recent.add(at);
    }
    while (recent.size() > damping.falls()) {
      recent.removeFirst();
    }
    @Nullable Instant last = bad ? at : lastBad;
    boolean calm = last == null || !last.isAfter(at.minus(damping.calm()));
    return new Steadiness(
        recent, bad, last, recent.size() >= damping.falls() || (unsteady && !calm));
  }
}
