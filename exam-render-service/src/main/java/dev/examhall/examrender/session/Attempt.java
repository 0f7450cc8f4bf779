package dev.examhall.examrender.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a session that the clock decides about.
 *
 * @param allowed time on the clock, in whole seconds; the sum of the session's time entries
 * @param deadline the clock's start plus the time allowed; in a pause it is not meaningful, since
 *     the pause will be added to it
 * @param pausedAt since when the clock stands; null while it does not
 * @param endedAt when it was submitted, finalised or left for another level
 */
record Attempt(
    SessionState state,
    Duration allowed,
    @Nullable Instant startedAt,
    @Nullable Instant clockStartedAt,
    @Nullable Instant deadline,
    @Nullable Instant pausedAt,
    @Nullable Instant endedAt) {

  static Attempt matched(Duration allowed) {
    return new Attempt(SessionState.MATCHED, allowed, null, null, null, null, null);
  }

  Attempt started(Instant at) {
    return new Attempt(SessionState.STARTED, allowed, at, null, null, null, null);
  }

  Attempt running(Instant from) {
    return new Attempt(
        SessionState.RUNNING, allowed, startedAt, from, from.plus(allowed), null, null);
  }

  /** With so much more time, or less. */
  Attempt given(Duration more) {
    Duration all = allowed.plus(more);
    return new Attempt(
        state,
        all,
        startedAt,
        clockStartedAt,
        clockStartedAt == null ? null : clockStartedAt.plus(all),
        pausedAt,
        endedAt);
  }

  Attempt paused(Instant at) {
    return new Attempt(state, allowed, startedAt, clockStartedAt, deadline, at, endedAt);
  }

  /** The clock goes on; the pause is given back, rounded up to whole seconds. */
  Attempt resumed(Instant at) {
    if (pausedAt == null) {
      return this;
    }
    Attempt given = given(wholeSeconds(Duration.between(pausedAt, at)));
    return new Attempt(
        state, given.allowed, startedAt, clockStartedAt, given.deadline, null, endedAt);
  }

  /** Ends now; a pause ends with it. */
  Attempt ended(SessionState how, Instant at) {
    Attempt last = resumed(at);
    return new Attempt(how, last.allowed, startedAt, clockStartedAt, last.deadline, null, at);
  }

  /** Time left on the clock, negative after the deadline; null until the clock runs. */
  @Nullable Duration remaining(Instant now) {
    return deadline == null
        ? null
        : Duration.between(Objects.requireNonNullElse(pausedAt, now), deadline);
  }

  static Duration wholeSeconds(Duration duration) {
    return Duration.ofSeconds(duration.plusSeconds(1).minusNanos(1).toSeconds());
  }
}
