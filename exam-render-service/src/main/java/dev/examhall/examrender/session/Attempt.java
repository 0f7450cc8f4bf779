package dev.examhall.examrender.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a session that the clock decides about.
 *
 * @param allowed time on the clock
 * @param endedAt when it was submitted or finalised
 */
record Attempt(
    SessionState state,
    Duration allowed,
    @Nullable Instant startedAt,
    @Nullable Instant clockStartedAt,
    @Nullable Instant deadline,
    @Nullable Instant endedAt) {

  static Attempt matched(Duration allowed) {
    return new Attempt(SessionState.MATCHED, allowed, null, null, null, null);
  }

  Attempt started(Instant at) {
    return new Attempt(SessionState.STARTED, allowed, at, null, null, null);
  }

  Attempt running(Instant from) {
    return new Attempt(SessionState.RUNNING, allowed, startedAt, from, from.plus(allowed), null);
  }

  Attempt ended(SessionState how, Instant at) {
    return new Attempt(how, allowed, startedAt, clockStartedAt, deadline, at);
  }
}
