package dev.examhall.examrender.results;

import static dev.examhall.examrender.results.PaperRepository.required;
import static dev.examhall.examrender.results.PaperRepository.utc;

import dev.examhall.examrender.exam.SelectAllRule;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows of regradings: what was ordered, how far it is, what it changed. */
@Repository
class RegradeRepository {

  private static final String COLUMNS =
      """
      select r.id, r.exam_id, r.key_version, r.select_all, r.reason, r.by_id, r.by_name, r.at, r.total, r.looked_at,
        r.reached, r.finished_at, r.checking, r.refused, r.fingerprint, r.seen, r.would_change, r.would_pass, r.would_fail,
        (select count(*) from regraded_session s where s.regrade_id = r.id) as sessions
      from regrade r
      """;

  private final DatabaseClient database;

  RegradeRepository(DatabaseClient database) {
    this.database = database;
  }

  /**
   * One that is under way, locked for the step that goes on with it.
   *
   * @param reached the last session that was checked, or graded again; null before the first step
   * @param expected fingerprint of what was seen
   * @param tally what it would change, as far as it is checked
   */
  record UnderWay(
      Regraded regraded,
      UUID examId,
      String byId,
      @Nullable UUID reached,
      String expected,
      RegradeTally tally) {}

  /** Two orders for one exam come one after the other. */
  Mono<Void> lockExam(UUID examId) {
    return database
        .sql("select id from exam where id = :exam for update")
        .bind("exam", examId)
        .then();
  }

  /** Notes an order, which has to be checked first. */
  Mono<Void> insert(Regraded regraded, UUID examId, String byId, String fingerprint) {
    return database
        .sql(
            """
            insert into regrade (id, exam_id, key_version, select_all, reason, by_id, by_name, at, fingerprint, total,
              checking, seen)
            values (:id, :exam, :version, :rule, :reason, :byId, :byName, :at, :fingerprint, :total, true, :seen)
            """)
        .bind("id", regraded.id())
        .bind("exam", examId)
        .bind("version", regraded.keyVersion())
        .bind("rule", regraded.selectAll().name())
        .bind("reason", regraded.reason())
        .bind("byId", byId)
        .bind("byName", regraded.byName())
        .bind("at", utc(regraded.at()))
        .bind("fingerprint", fingerprint)
        .bind("total", regraded.total())
        .bind("seen", RegradeTally.none(regraded.keyVersion(), regraded.selectAll()).fingerprint())
        .then();
  }

  /** Notes how far the check is. */
  Mono<Void> checked(UUID id, List<UUID> sessions, RegradeTally tally) {
    return sessions.isEmpty()
        ? Mono.empty()
        : database
            .sql(
                """
                update regrade set looked_at = looked_at + :count, reached = :reached, seen = :seen,
                  would_change = :changed, would_pass = :passes, would_fail = :fails
                where id = :id
                """)
            .bind("id", id)
            .bind("count", sessions.size())
            .bind("reached", sessions.getLast())
            .bind("seen", tally.fingerprint())
            .bind("changed", tally.changed())
            .bind("passes", tally.newPasses())
            .bind("fails", tally.newFails())
            .then();
  }

  /** Ends the check: the first session is next. */
  Mono<Void> begin(UUID id) {
    return database
        .sql(
            """
            update regrade set checking = false, total = looked_at, looked_at = 0, reached = null where id = :id
            """)
        .bind("id", id)
        .then();
  }

  /** Ends it without having graded anything again. */
  Mono<Void> refuse(UUID id, Instant now) {
    return database
        .sql("update regrade set refused = true, finished_at = :now where id = :id")
        .bind("id", id)
        .bind("now", utc(now))
        .then();
  }

  /** Forgets an order that turned out to be the repetition of another one. */
  Mono<Void> forget(UUID id) {
    return database.sql("delete from regrade where id = :id").bind("id", id).then();
  }

  /** The one of an exam that is not finished, if there is one. */
  Mono<Regraded> unfinished(UUID examId) {
    return found(
            " where r.exam_id = :exam and r.finished_at is null order by r.at limit 1",
            spec -> spec.bind("exam", examId))
        .next();
  }

  /** Whether it is the order of just these changes. */
  Mono<Boolean> isOf(UUID id, String fingerprint) {
    return database
        .sql("select fingerprint = :fingerprint as same from regrade where id = :id")
        .bind("id", id)
        .bind("fingerprint", fingerprint)
        .map(row -> required(row, "same", Boolean.class))
        .one();
  }

  /** Ids of those that are not finished, the oldest first. */
  Flux<UUID> unfinished() {
    return database
        .sql("select id from regrade where finished_at is null order by at")
        .map(row -> required(row, "id", UUID.class))
        .all();
  }

  /** Takes one for a step; empty if it is finished, or another instance is at it just now. */
  Mono<UnderWay> take(UUID id) {
    return database
        .sql(COLUMNS + " where r.id = :id and r.finished_at is null for update of r skip locked")
        .bind("id", id)
        .map(
            row ->
                new UnderWay(
                    regraded(row),
                    required(row, "exam_id", UUID.class),
                    required(row, "by_id", String.class),
                    row.get("reached", UUID.class),
                    required(row, "fingerprint", String.class),
                    new RegradeTally(
                        required(row, "seen", String.class),
                        required(row, "would_change", Integer.class),
                        required(row, "would_pass", Integer.class),
                        required(row, "would_fail", Integer.class))))
        .one();
  }

  /** Notes how far it is; finished where the step found no more. */
  Mono<Void> advance(UUID id, List<UUID> sessions, boolean last, Instant now) {
    return database
        .sql(
            """
            update regrade set looked_at = looked_at + :count, reached = coalesce(:reached, reached),
              finished_at = case when :last then :now end
            where id = :id
            """)
        .bind("id", id)
        .bind("count", sessions.size())
        .bind(
            "reached",
            sessions.isEmpty() ? Parameters.in(UUID.class) : Parameters.in(sessions.getLast()))
        .bind("last", last)
        .bind("now", utc(now))
        .then();
  }

  /** Keeps what it changed. */
  Mono<Void> record(UUID regradeId, List<RegradePreview.Change> changes) {
    return changes.isEmpty()
        ? Mono.empty()
        : database
            .sql(
                """
                insert into regraded_session (regrade_id, session_id, percent_from, percent_to, points_from, points_to)
                select :regrade, * from unnest(:sessions, :percentFrom, :percentTo, :pointsFrom, :pointsTo)
                on conflict do nothing
                """)
            .bind("regrade", regradeId)
            .bind(
                "sessions",
                changes.stream().map(RegradePreview.Change::sessionId).toArray(UUID[]::new))
            .bind(
                "percentFrom",
                changes.stream().map(RegradePreview.Change::percentFrom).toArray(BigDecimal[]::new))
            .bind(
                "percentTo",
                changes.stream().map(RegradePreview.Change::percentTo).toArray(BigDecimal[]::new))
            .bind(
                "pointsFrom",
                changes.stream().map(RegradePreview.Change::pointsFrom).toArray(BigDecimal[]::new))
            .bind(
                "pointsTo",
                changes.stream().map(RegradePreview.Change::pointsTo).toArray(BigDecimal[]::new))
            .then();
  }

  Mono<Regraded> find(UUID id) {
    return found(" where r.id = :id", spec -> spec.bind("id", id)).next();
  }

  /** Regradings of an exam, the latest first. */
  Flux<Regraded> of(UUID examId) {
    return found(
        " where r.exam_id = :exam order by r.at desc limit 50", spec -> spec.bind("exam", examId));
  }

  /** The last finished regrading with these changes. */
  Mono<Regraded> finished(UUID examId, String fingerprint) {
    return found(
            """
            where r.exam_id = :exam and r.fingerprint = :fingerprint and r.finished_at is not null and not r.refused
            order by r.at desc limit 1
            """,
            spec -> spec.bind("exam", examId).bind("fingerprint", fingerprint))
        .next();
  }

  private Flux<Regraded> found(
      String where, UnaryOperator<DatabaseClient.GenericExecuteSpec> values) {
    return values.apply(database.sql(COLUMNS + where)).map(RegradeRepository::regraded).all();
  }

  private static Regraded regraded(Readable row) {
    return new Regraded(
        required(row, "id", UUID.class),
        required(row, "key_version", Integer.class),
        SelectAllRule.valueOf(required(row, "select_all", String.class)),
        required(row, "reason", String.class),
        required(row, "by_name", String.class),
        required(row, "at", Instant.class),
        required(row, "sessions", Long.class).intValue(),
        required(row, "looked_at", Integer.class),
        required(row, "total", Integer.class),
        row.get("finished_at", Instant.class),
        required(row, "checking", Boolean.class),
        required(row, "refused", Boolean.class));
  }
}
