package dev.examhall.examrender.exam;

import static dev.examhall.examrender.exam.ExamRepository.required;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An exam as a whole: its name, whose it is, what it is used for. Joins the caller's transaction.
 */
@Repository
class ExamUseRepository {

  private static final String OPEN = "state in ('MATCHED', 'STARTED', 'RUNNING')";

  private final DatabaseClient database;

  ExamUseRepository(DatabaseClient database) {
    this.database = database;
  }

  /** An exam whose row is locked. */
  record Locked(String name, String makerId, int latestVersion) {}

  /** Locks an exam; empty if there is none in the scope. */
  Mono<Locked> lock(UUID examId, ExamScope scope) {
    return database
        .sql(
            "select name, created_by, latest_version from exam e where id = :id"
                + " and e.deleted_at is null and %s for update".formatted(ExamScope.condition("e")))
        .bindValues(scope.values())
        .bind("id", examId)
        .map(
            row ->
                new Locked(
                    required(row, "name", String.class),
                    required(row, "created_by", String.class),
                    required(row, "latest_version", Integer.class)))
        .one();
  }

  Mono<Void> rename(UUID examId, String name, Instant now) {
    return changed("name = :name", examId, now).bind("name", name).then();
  }

  Mono<Void> share(UUID examId, boolean shared, Instant now) {
    return changed("shared = :shared", examId, now).bind("shared", shared).then();
  }

  Mono<Void> setAccessCode(UUID examId, @Nullable String code, Instant now) {
    return changed("access_code = :code", examId, now)
        .bind("code", Parameters.in(R2dbcType.VARCHAR, code))
        .then();
  }

  Mono<Void> delete(UUID examId, Instant now) {
    return changed("active_version = null, deleted_at = :now", examId, now).then();
  }

  private DatabaseClient.GenericExecuteSpec changed(String what, UUID examId, Instant now) {
    return database
        .sql("update exam set changed_at = :now, " + what + " where id = :id")
        .bind("id", examId)
        .bind("now", now.atOffset(ZoneOffset.UTC));
  }

  /** What keeps an exam from being deleted. */
  Mono<ExamUse> use(UUID examId) {
    return Mono.zip(
            database
                .sql("select count(*) as open from session where exam_id = :id and " + OPEN)
                .bind("id", examId)
                .map(row -> required(row, "open", Long.class))
                .one(),
            database
                .sql(
                    "select distinct l.name, l.rank from exam_mapping m join curriculum_level l on"
                        + " l.code = m.level_code where m.exam_id = :id order by l.rank")
                .bind("id", examId)
                .map(row -> required(row, "name", String.class))
                .all()
                .collectList())
        .map(found -> new ExamUse(found.getT1(), found.getT2()));
  }

  /** Versions, newest first. */
  Mono<List<ExamVersion>> versions(UUID examId) {
    return database
        .sql(
            """
            select v.version, v.begun_at, v.begun_by_name, v.frozen, v.version is not distinct from e.active_version
                as active,
              (select count(*) from session s where s.exam_id = v.exam_id and s.exam_version = v.version) as sessions,
              (select count(*) from session s where s.exam_id = v.exam_id and s.exam_version = v.version and s.%s) as open
            from exam_version v join exam e on e.id = v.exam_id where v.exam_id = :id order by v.version desc
            """
                .formatted(OPEN))
        .bind("id", examId)
        .map(
            row ->
                new ExamVersion(
                    required(row, "version", Integer.class),
                    row.get("begun_at", Instant.class),
                    row.get("begun_by_name", String.class),
                    required(row, "active", Boolean.class),
                    required(row, "frozen", Boolean.class),
                    required(row, "sessions", Long.class),
                    required(row, "open", Long.class)))
        .all()
        .collectList();
  }

  /** Makes an exam of a version of another one, with its key, booklet and tracks. */
  Mono<Void> copy(UUID from, int version, UUID to, String name, Teacher maker, Instant now) {
    return Flux.just(
            """
            insert into exam (id, name, created_by, created_by_name, latest_version, created_at, changed_at)
            values (:to, :name, :maker, :makerName, 1, :now, :now)
            """,
            """
            insert into exam_version (exam_id, version, timer_minutes, question_count, options, pass_percent,
              split_pages, skip_first_left_half, level_change, answer_review, booklet_hash, booklet_url, booklet_pages,
              booklet_bytes, begun_at, begun_by_name)
            select :to, 1, timer_minutes, question_count, options, pass_percent,
              split_pages, skip_first_left_half, level_change, answer_review, booklet_hash, booklet_url, booklet_pages,
              booklet_bytes, :now, :makerName
            from exam_version where exam_id = :from and version = :version
            """,
            """
            insert into question (exam_id, version, number, type, points, parts, answer_key)
            select :to, 1, number, type, points, parts, answer_key
            from question where exam_id = :from and version = :version
            """,
            """
            insert into audio_track (id, exam_id, version, name, hash, url, duration_seconds, first_question,
              last_question, play_limit)
            select gen_random_uuid(), :to, 1, name, hash, url, duration_seconds, first_question, last_question,
              play_limit
            from audio_track where exam_id = :from and version = :version
            """)
        .concatMap(sql -> copied(sql, from, version, to, name, maker, now))
        .then();
  }

  private Mono<Void> copied(
      String sql, UUID from, int version, UUID to, String name, Teacher maker, Instant now) {
    DatabaseClient.GenericExecuteSpec statement = database.sql(sql).bind("to", to);
    if (sql.contains(":from")) {
      statement = statement.bind("from", from).bind("version", version);
    }
    if (sql.contains(":name")) {
      statement = statement.bind("name", name).bind("maker", maker.id());
    }
    if (sql.contains(":now")) {
      statement =
          statement.bind("now", now.atOffset(ZoneOffset.UTC)).bind("makerName", maker.name());
    }
    return statement.then();
  }
}
