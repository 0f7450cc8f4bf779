package dev.examhall.examrender.session;

import static dev.examhall.examrender.session.SessionRepository.required;
import static dev.examhall.examrender.session.SessionRepository.utc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Counts wrong codes. */
@Repository
class GuessRepository {

  private final DatabaseClient database;
  private final TransactionalOperator transaction;
  private final Clock clock;

  GuessRepository(DatabaseClient database, TransactionalOperator transaction, Clock clock) {
    this.database = database;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Counts a guess as wrong before the code is looked at, so that guesses at the same time cannot
   * slip past each other.
   *
   * @return zero, or how long to wait; then nothing was counted
   */
  Mono<Duration> begin(List<Guess> guesses) {
    String[] subjects = subjects(guesses);
    Instant now = clock.instant();
    return transaction.transactional(
        database
            .sql(
                """
                insert into guess (subject, failures, last_at)
                select s, 0, :now from unnest(:subjects) as s order by s
                on conflict (subject) do nothing
                """)
            .bind("subjects", subjects)
            .bind("now", utc(now))
            .then()
            .then(Mono.defer(() -> longestWait(guesses, subjects, now)))
            .flatMap(
                wait -> wait.isZero() ? count(subjects, now).thenReturn(wait) : Mono.just(wait)));
  }

  private Mono<Duration> longestWait(List<Guess> guesses, String[] subjects, Instant now) {
    Map<String, Guess> bySubject =
        guesses.stream().collect(Collectors.toMap(Guess::subject, Function.identity()));
    return database
        .sql(
            """
            select subject, failures, last_at from guess where subject = any(:subjects)
            order by subject for update
            """)
        .bind("subjects", subjects)
        .map(
            row ->
                Objects.requireNonNull(bySubject.get(required(row, "subject", String.class)))
                    .waitAt(
                        now,
                        required(row, "failures", Integer.class),
                        required(row, "last_at", Instant.class)))
        .all()
        .collectList()
        .map(waits -> waits.stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO));
  }

  private Mono<Void> count(String[] subjects, Instant now) {
    return database
        .sql(
            """
            update guess set failures = case when last_at < :old then 1 else failures + 1 end, last_at = :now
            where subject = any(:subjects)
            """)
        .bind("subjects", subjects)
        .bind("old", utc(now.minus(Guess.FORGOTTEN_AFTER)))
        .bind("now", utc(now))
        .then();
  }

  /** The code was right: this guess counts no more. Joins the caller's transaction. */
  Mono<Void> succeeded(List<Guess> guesses) {
    return database
        .sql(
            """
            update guess set failures = greatest(0, failures - 1)
            where subject in (select subject from guess where subject = any(:subjects) order by subject for update)
            """)
        .bind("subjects", subjects(guesses))
        .then()
        .then(
            database
                .sql("delete from guess where last_at < :old")
                .bind("old", utc(clock.instant().minus(Guess.FORGOTTEN_AFTER)))
                .then());
  }

  private static String[] subjects(List<Guess> guesses) {
    return guesses.stream().map(Guess::subject).toArray(String[]::new);
  }
}
