package dev.examhall.gateway.session;

import dev.examhall.gateway.session.SessionStanding.Copy;
import dev.examhall.gateway.session.SessionStanding.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * The session's record in Redis, and the list of ended sessions in PostgreSQL, which holds while
 * Redis is gone or has lost a removal.
 */
@Repository
class SessionRepository {

  private static final Logger log = LoggerFactory.getLogger(SessionRepository.class);
  private static final String PREFIX = "gateway:session:";
  private static final String SIGNED_OUT = "gateway:signed-out:";
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  private final ReactiveStringRedisTemplate redis;
  private final DatabaseClient database;

  SessionRepository(ReactiveStringRedisTemplate redis, DatabaseClient database) {
    this.redis = redis;
    this.database = database;
  }

  /** Writes the record; false when Redis can't be reached in time. */
  Mono<Boolean> record(SignedIn session) {
    Duration left = Duration.between(Instant.now(), session.expiresAt());
    if (left.isNegative() || left.isZero()) {
      return Mono.just(false);
    }
    return redis
        .opsForValue()
        .set(PREFIX + session.sessionId(), session.accountId().toString(), left)
        .timeout(LONGEST_WAIT)
        .onErrorResume(
            error -> {
              log.warn("A session's record can't be written to Redis: {}", error.toString());
              return Mono.just(false);
            })
        .defaultIfEmpty(false);
  }

  Mono<Copy> lookUp(SignedIn session) {
    return redis
        .opsForValue()
        .multiGet(List.of(PREFIX + session.sessionId(), SIGNED_OUT + session.accountId()))
        .timeout(LONGEST_WAIT)
        .map(found -> copy(session, found))
        .onErrorReturn(Copy.NOT_ASKED)
        .defaultIfEmpty(Copy.NOT_ASKED);
  }

  private static Copy copy(SignedIn session, List<@Nullable String> found) {
    String signedOutAt = found.get(1);
    if (signedOutAt != null && session.signedInAt().toEpochMilli() <= Long.parseLong(signedOutAt)) {
      return Copy.SIGNED_OUT;
    }
    return found.get(0) == null ? Copy.MISSING : Copy.THERE;
  }

  Mono<Ledger> readLedger(SignedIn session) {
    return database
        .sql(
            """
            SELECT EXISTS (SELECT 1 FROM ended_session WHERE id = :session)
                OR NOT EXISTS (SELECT 1 FROM account WHERE id = :account AND NOT disabled
                                  AND (signed_out_at IS NULL OR signed_out_at < :since)) AS ended
            """)
        .bind("session", session.sessionId())
        .bind("account", session.accountId())
        .bind("since", session.signedInAt())
        .map(row -> Boolean.TRUE.equals(row.get("ended", Boolean.class)))
        .one()
        .timeout(LONGEST_WAIT)
        .map(ended -> ended ? Ledger.ENDED : Ledger.GOOD)
        .onErrorReturn(Ledger.NOT_ASKED)
        .defaultIfEmpty(Ledger.NOT_ASKED);
  }

  /** Notes the end for good; joins the caller's transaction. */
  Mono<Void> noteEnd(SignedIn session) {
    return database
        .sql("DELETE FROM ended_session WHERE forget_after < now()")
        .then()
        .then(
            database
                .sql(
                    """
                    INSERT INTO ended_session (id, forget_after) VALUES (:id, :until)
                    ON CONFLICT (id) DO NOTHING
                    """)
                .bind("id", session.sessionId())
                .bind("until", session.expiresAt())
                .then());
  }

  /** Notes for good that all sessions are over that had begun; joins the caller's transaction. */
  Mono<Void> noteEndOfAll(UUID accountId, Instant until) {
    return database
        .sql("UPDATE account SET signed_out_at = :until WHERE id = :account")
        .bind("until", until)
        .bind("account", accountId)
        .then();
  }

  /** The same in Redis, for as long as such a session could last. */
  Mono<Void> forgetAll(UUID accountId, Instant until, Duration life) {
    return redis
        .opsForValue()
        .set(SIGNED_OUT + accountId, Long.toString(until.toEpochMilli()), life)
        .timeout(LONGEST_WAIT)
        .onErrorResume(
            error -> {
              log.warn("The end of all sessions can't be written to Redis: {}", error.toString());
              return Mono.just(false);
            })
        .then();
  }

  /** Removes the record; not being able to is no error, the ledger holds. */
  Mono<Void> forget(UUID sessionId) {
    return redis
        .delete(PREFIX + sessionId)
        .timeout(LONGEST_WAIT)
        .onErrorResume(
            error -> {
              log.warn("A session's record can't be removed from Redis: {}", error.toString());
              return Mono.just(0L);
            })
        .then();
  }
}
