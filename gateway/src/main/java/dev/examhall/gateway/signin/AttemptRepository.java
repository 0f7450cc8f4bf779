package dev.examhall.gateway.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Counts attempts to sign in. */
@Repository
class AttemptRepository {

  private final DatabaseClient database;
  private final TransactionalOperator transaction;
  private final Clock clock = Clock.systemUTC();

  AttemptRepository(DatabaseClient database, TransactionalOperator transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  /**
   * Counts an attempt as failed before its password is looked at, so that attempts at the same time
   * can't slip past each other.
   *
   * @return zero, or how long to wait; then nothing was counted
   */
  Mono<Duration> begin(Attempt attempt) {
    String[] subjects = attempt.subjects().toArray(String[]::new);
    Mono<Duration> work =
        database
            .sql(
                """
                INSERT INTO sign_in_failure (subject, failures, last_at)
                SELECT s, 0, now() FROM unnest(:subjects) AS s ORDER BY s
                ON CONFLICT (subject) DO NOTHING
                """)
            .bind("subjects", subjects)
            .then()
            .then(
                database
                    .sql(
                        """
                        SELECT subject, failures, last_at FROM sign_in_failure
                        WHERE subject = ANY (:subjects) ORDER BY subject FOR UPDATE
                        """)
                    .bind("subjects", subjects)
                    .map(
                        row ->
                            new Failures(
                                row.get("subject", String.class),
                                row.get("failures", Integer.class),
                                row.get("last_at", Instant.class)))
                    .all()
                    .collectList())
            .flatMap(
                rows -> {
                  Duration wait = longestWait(rows);
                  return wait.isZero() ? count(subjects).thenReturn(wait) : Mono.just(wait);
                });
    return transaction.transactional(work);
  }

  /** The password was right: its failures are forgotten; joins the caller's transaction. */
  Mono<Void> succeeded(Attempt attempt) {
    return database
        .sql("DELETE FROM sign_in_failure WHERE subject IN (:pair, :account) OR last_at < :old")
        .bind("pair", attempt.pair())
        .bind("account", attempt.account())
        .bind("old", clock.instant().minus(BackOff.FORGOTTEN_AFTER))
        .then()
        .then(
            database
                .sql(
                    """
                    UPDATE sign_in_failure SET failures = greatest(0, failures - 1)
                    WHERE subject = :address
                    """)
                .bind("address", attempt.address())
                .then());
  }

  private Duration longestWait(List<Failures> rows) {
    Instant now = clock.instant();
    Duration longest = Duration.ZERO;
    for (Failures row : rows) {
      Duration wait =
          BackOff.waitAt(now, row.failures(), row.lastAt(), Attempt.freeFor(row.subject()));
      longest = wait.compareTo(longest) > 0 ? wait : longest;
    }
    return longest;
  }

  private Mono<Void> count(String[] subjects) {
    return database
        .sql(
            """
            UPDATE sign_in_failure
            SET failures = CASE WHEN last_at < :old THEN 1 ELSE failures + 1 END, last_at = now()
            WHERE subject = ANY (:subjects)
            """)
        .bind("old", clock.instant().minus(BackOff.FORGOTTEN_AFTER))
        .bind("subjects", subjects)
        .then();
  }

  private record Failures(String subject, int failures, Instant lastAt) {}
}
