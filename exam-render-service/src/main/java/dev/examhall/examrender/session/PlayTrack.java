package dev.examhall.examrender.session;

import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.session.PlayRepository.Standing;
import dev.examhall.observability.activity.ActivityLog;
import dev.examhall.observability.activity.ActivityScope;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Grants plays of listening tracks and counts them. The session's row is locked meanwhile, so that
 * two tabs cannot both have the last one.
 */
@Component
class PlayTrack {

  private final SessionRepository sessions;
  private final PlayRepository plays;
  private final ActivityLog activities;
  private final TransactionalOperator transaction;
  private final Clock clock;

  PlayTrack(
      SessionRepository sessions,
      PlayRepository plays,
      ActivityLog activities,
      TransactionalOperator transaction,
      Clock clock) {
    this.sessions = sessions;
    this.plays = plays;
    this.activities = activities;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What became of a play that was asked for. */
  sealed interface Outcome {

    /** The student may hear it, or has heard it. */
    record Granted(UUID id, int used, @Nullable Integer limit) implements Outcome {}

    /** All plays are used up. */
    record Spent(int used, int limit) implements Outcome {}

    /** The clock does not run, or not any more. */
    record NotNow(SessionState state) implements Outcome {}

    /** The exam has no such track, or the id is another play's. */
    record Unknown() implements Outcome {}
  }

  /**
   * Begins a play. The same id again is the same play. Empty for a session that is not the token's.
   *
   * @param offline whether it has been heard already, while nobody could be asked; such a play is
   *     always recorded, also beyond the limit and after the end
   */
  Mono<Outcome> begin(
      UUID sessionId, StudentToken token, UUID trackId, UUID playId, boolean offline) {
    Instant now = clock.instant();
    return Uncancelled.of(
        transaction.transactional(
            sessions
                .lock(sessionId, token, now)
                .flatMap(row -> begin(row, trackId, playId, offline, now))));
  }

  private Mono<Outcome> begin(
      SessionRow row, UUID trackId, UUID playId, boolean offline, Instant now) {
    SessionState state = row.attempt().state();
    boolean mayHear = state == SessionState.RUNNING && row.attempt().pausedAt() == null;
    if (!mayHear && !(offline && row.attempt().clockStartedAt() != null)) {
      return Mono.just(new Outcome.NotNow(state));
    }
    return plays
        .standing(row.id(), trackId, playId)
        .flatMap(
            standing -> {
              if (standing.known()) {
                return Mono.<Outcome>just(granted(playId, standing, standing.used()));
              }
              if (standing.spent() && !offline) {
                return Mono.<Outcome>just(new Outcome.Spent(standing.used(), standing.limit()));
              }
              return plays
                  .insert(row.id(), trackId, playId, offline, standing.spent(), now)
                  .map(
                      stored ->
                          stored
                              ? told(row, trackId, playId, offline, standing)
                              : new Outcome.Unknown());
            })
        .defaultIfEmpty(new Outcome.Unknown());
  }

  private Outcome told(
      SessionRow row, UUID trackId, UUID playId, boolean offline, Standing standing) {
    activities.userAction(
        SessionEvents.student(row.id(), row.studentName()),
        "track-played",
        SessionEvents.session(row.id()),
        ActivityScope.session(row.examId(), row.id()),
        Map.of(
            "track",
            trackId.toString(),
            "play",
            standing.used() + 1,
            "offline",
            offline,
            "overLimit",
            standing.spent()));
    return granted(playId, standing, standing.used() + 1);
  }

  private static Outcome granted(UUID playId, Standing standing, int used) {
    return new Outcome.Granted(
        playId, used, standing.limit() == Integer.MAX_VALUE ? null : standing.limit());
  }

  /** How far a play has come. False for a session that is not the token's, or has no such play. */
  Mono<Boolean> move(
      UUID sessionId, StudentToken token, UUID playId, double positionSeconds, boolean ended) {
    return Uncancelled.of(
            sessions
                .find(sessionId, token, clock.instant())
                .flatMap(row -> plays.move(row.id(), playId, positionSeconds, ended)))
        .defaultIfEmpty(false);
  }
}
