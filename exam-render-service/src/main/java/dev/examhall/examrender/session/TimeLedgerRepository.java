package dev.examhall.examrender.session;

import static dev.examhall.examrender.session.SessionRepository.required;
import static dev.examhall.examrender.session.SessionRepository.utc;

import dev.examhall.examrender.exam.ExamScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * The ledger of all time a session was given. Whoever appends holds the session's lock, and changes
 * the session's allowed time by the same amount in the same transaction.
 */
@Repository
class TimeLedgerRepository {

  private static final String ALLOWED = "ALLOWED";

  private final DatabaseClient database;

  TimeLedgerRepository(DatabaseClient database) {
    this.database = database;
  }

  /** The exam's own time, the first entry of every session. */
  Mono<Void> open(UUID sessionId, Duration allowed, Instant at) {
    return append(sessionId, ALLOWED, Math.toIntExact(allowed.toSeconds()), null, null, null, at);
  }

  /** A change that somebody decided. */
  Mono<Void> append(UUID sessionId, TimeChange change, int seconds, Instant at) {
    return append(
        sessionId,
        change.kind().name(),
        seconds,
        change.reason(),
        change.byId(),
        change.byName(),
        at);
  }

  /** A pause that ended because the attempt did. */
  Mono<Void> closePause(UUID sessionId, Duration given, Instant at) {
    return append(
        sessionId,
        TimeChange.Kind.RESUME.name(),
        Math.toIntExact(given.toSeconds()),
        null,
        null,
        null,
        at);
  }

  private Mono<Void> append(
      UUID sessionId,
      String kind,
      int seconds,
      @Nullable String reason,
      @Nullable String byId,
      @Nullable String byName,
      Instant at) {
    DatabaseClient.GenericExecuteSpec insert =
        database
            .sql(
                """
                insert into time_entry (session_id, seq, kind, seconds, reason, by_id, by_name, at)
                select :id, coalesce(max(seq), 0) + 1, :kind, :seconds, :reason, :byId, :byName, :at
                from time_entry where session_id = :id
                """)
            .bind("id", sessionId)
            .bind("kind", kind)
            .bind("seconds", seconds)
            .bind("at", utc(at));
    insert = bindText(insert, "reason", reason);
    insert = bindText(insert, "byId", byId);
    return bindText(insert, "byName", byName).then();
  }

  private static DatabaseClient.GenericExecuteSpec bindText(
      DatabaseClient.GenericExecuteSpec spec, String name, @Nullable String text) {
    return text == null ? spec.bindNull(name, String.class) : spec.bind(name, text);
  }

  /** All entries of a session, oldest first; none for a session that is not in the scope. */
  Mono<List<TimeEntry>> all(UUID sessionId, ExamScope scope) {
    return database
        .sql(
            """
            select t.seq, t.kind, t.seconds, t.reason, t.by_name, t.at
            from time_entry t join session s on s.id = t.session_id join exam e on e.id = s.exam_id
            where t.session_id = :id and
            """
                + ExamScope.condition("e")
                + " order by t.seq")
        .bind("id", sessionId)
        .bindValues(scope.values())
        .map(
            row ->
                new TimeEntry(
                    required(row, "seq", Integer.class),
                    required(row, "kind", String.class),
                    required(row, "seconds", Integer.class),
                    row.get("reason", String.class),
                    row.get("by_name", String.class),
                    required(row, "at", Instant.class)))
        .all()
        .collectList();
  }
}
