package dev.examhall.monitoring.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing's state with hysteresis: a single bad answer, or a single good one, changes nothing.
 * What keeps failing and coming back is DEGRADED until it is calm, see {@link Damping}.
 *
 * @param since first observation of the run that led here
 * @param message what the last observation said
 * @param streak observations in a row that contradict the state, if the last one did
 * @param inconclusive observations in a row that said nothing
 */
public record TrackedState(
    HealthState state,
    Instant since,
    String message,
    @Nullable Streak streak,
    int inconclusive,
    Steadiness steadiness) {

  /**
   * A run of observations on one side of the state.
   *
   * @param towards the state nearest to the present one that all of the run agree on
   */
  public record Streak(boolean worse, HealthState towards, int length, Instant began) {}

  /** Of something whose past nobody knows. */
  public TrackedState(
      HealthState state, Instant since, String message, @Nullable Streak streak, int inconclusive) {
    this(state, since, message, streak, inconclusive, Steadiness.UNTRIED);
  }

  /** Before the first observation. */
  public static TrackedState unknown(Instant at) {
    return new TrackedState(HealthState.UNKNOWN, at, "not checked yet", null, 0);
  }

  /** Whether the last observations contradict the state, so that it is worth asking again soon. */
  public boolean unsettled() {
    return streak != null;
  }

  /** The state after one more observation. */
  TrackedState observe(HealthState seen, String message, Instant at, Thresholds thresholds) {
    Steadiness now = steadiness.after(seen, at, thresholds.damping());
    TrackedState next = observeSteady(seen, message, at, thresholds, now);
    if (now.unsteady() && next.state == HealthState.UP) {
      return new TrackedState(
          HealthState.DEGRADED,
          state == HealthState.DEGRADED ? since : at,
          "keeps failing and coming back; it last failed at " + now.lastBad(),
          next.streak,
          0,
          now);
    }
    return next;
  }

  private TrackedState observeSteady(
      HealthState seen, String message, Instant at, Thresholds thresholds, Steadiness now) {
    if (seen == HealthState.UNKNOWN) {
      return inconclusive(message, at, thresholds);
    }
    if (seen == state) {
      return new TrackedState(state, since, message, null, 0, now);
    }
    if (state == HealthState.UNKNOWN && seen != HealthState.DOWN) {
      // An answer settles what nobody claimed to know; a missing one may be a service that starts.
      return new TrackedState(seen, at, message, null, 0, now);
    }
    boolean worse = state == HealthState.UNKNOWN || seen.worseThan(state);
    Streak run = extended(worse, seen, at);
    int needed = worse ? thresholds.failuresOf(now) : thresholds.successes();
    return run.length() >= needed
        ? new TrackedState(run.towards(), run.began(), message, null, 0, now)
        : new TrackedState(state, since, message, run, 0, now);
  }

  private Streak extended(boolean worse, HealthState seen, Instant at) {
    if (streak == null || streak.worse() != worse) {
      return new Streak(worse, seen, 1, at);
    }
    HealthState towards =
        worse
            ? HealthState.mildest(streak.towards(), seen)
            : HealthState.worst(streak.towards(), seen);
    return new Streak(worse, towards, streak.length() + 1, streak.began());
  }

  private TrackedState inconclusive(String message, Instant at, Thresholds thresholds) {
    if (state == HealthState.UNKNOWN) {
      return new TrackedState(state, since, message, null, 0, steadiness);
    }
    int length = inconclusive + 1;
    return length >= thresholds.failures()
        ? new TrackedState(HealthState.UNKNOWN, at, message, null, 0, steadiness)
        : new TrackedState(state, since, message, streak, length, steadiness);
  }
}
