package dev.examhall.examrender.session;

import static dev.examhall.examrender.session.SessionRepository.OWN;
import static dev.examhall.examrender.session.SessionRepository.required;
import static dev.examhall.examrender.session.SessionRepository.utc;

import com.github.f4b6a3.uuid.UuidCreator;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** Rows of answers. */
@Repository
class AnswerRepository {

  private static final TypeReference<List<AnswerPart>> PARTS = new TypeReference<>() {};

  private final DatabaseClient database;
  private final ObjectMapper json;
  private final SessionProperties properties;

  AnswerRepository(DatabaseClient database, ObjectMapper json, SessionProperties properties) {
    this.database = database;
    this.json = json;
    this.properties = properties;
  }

  /**
   * Writes an answer if the session takes it and no newer one is there, in one statement. The share
   * lock on the session makes a submission wait for this write or this write see the submission;
   * nothing is written to a session that has ended.
   *
   * @return what was found and written; empty if the session is not the token's. Completes after
   *     the commit when there is no transaction around it.
   */
  Mono<Attempted> save(
      UUID sessionId,
      StudentToken token,
      int number,
      int revision,
      @Nullable Integer writer,
      List<AnswerPart> parts,
      Instant now) {
    return database
        .sql(
            """
            with s as (
              select s.id, s.exam_id, s.state, s.deadline, s.paused_at, s.writer, v.question_count
              from session s join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
              where
            """
                + OWN
                + """
                  for share of s
                ), w as (
                  insert into answer as a (session_id, number, revision, parts, saved_at, late)
                  select s.id, :number, :revision, :parts::json, :now, s.paused_at is null and :now > s.deadline
                  from s
                  where s.state = 'RUNNING'
                    and (s.paused_at is not null or :now <= s.deadline + make_interval(secs => :graceSeconds))
                    and :number <= s.question_count
                    and (:writer::int is null or :writer = s.writer)
                  on conflict (session_id, number) do update
                    set revision = excluded.revision, parts = excluded.parts, saved_at = excluded.saved_at,
                      late = excluded.late
                    where a.revision < excluded.revision
                  returning saved_at, late
                )
                select s.exam_id, s.state, case when s.paused_at is null then s.deadline end as deadline,
                  s.question_count, s.writer, w.saved_at, w.late
                from s left join w on true
                """)
        .bind("id", sessionId)
        .bind("token", token.hash())
        .bind("tokenSeconds", (double) properties.tokenLife().toSeconds())
        .bind("graceSeconds", properties.grace().toMillis() / 1000.0)
        .bind("now", utc(now))
        .bind("number", number)
        .bind("revision", revision)
        .bind("writer", Parameters.in(R2dbcType.INTEGER, writer))
        .bind("parts", json.writeValueAsString(parts))
        .map(AnswerRepository::attempted)
        .one(); // not first(): one() waits for the statement's end, and so for the commit
  }

  /** All answers of a session, by number. */
  Mono<Map<Integer, SavedAnswer>> all(UUID sessionId) {
    return database
        .sql(
            "select number, revision, parts::text, saved_at, late from answer where session_id ="
                + " :id order by number")
        .bind("id", sessionId)
        .map(row -> Map.entry(required(row, "number", Integer.class), answer(row)))
        .all()
        .collect(
            TreeMap<Integer, SavedAnswer>::new,
            (answers, entry) -> answers.put(entry.getKey(), entry.getValue()))
        .map(Collections::unmodifiableMap);
  }

  /** One answer as it is now. */
  Mono<SavedAnswer> find(UUID sessionId, int number) {
    return database
        .sql(
            "select number, revision, parts::text, saved_at, late from answer"
                + " where session_id = :id and number = :number")
        .bind("id", sessionId)
        .bind("number", number)
        .map(this::answer)
        .one();
  }

  /** Keeps a refused value for the teacher, once, and not more of them than the limit. */
  Mono<Void> keepVariant(
      UUID sessionId,
      int number,
      int revision,
      List<AnswerPart> parts,
      VariantReason reason,
      Instant now) {
    return database
        .sql(
            """
            insert into answer_variant (id, session_id, number, revision, parts, reason, received_at)
            select :variant, :id, :number, :revision, :parts::json, :reason, :now
            where (select count(*) from answer_variant where session_id = :id) < :most
            on conflict do nothing
            """)
        .bind("variant", UuidCreator.getTimeOrderedEpoch())
        .bind("id", sessionId)
        .bind("number", number)
        .bind("revision", revision)
        .bind("parts", json.writeValueAsString(parts))
        .bind("reason", reason.name())
        .bind("now", utc(now))
        .bind("most", properties.variantsKept())
        .then();
  }

  private static Attempted attempted(Readable row) {
    return new Attempted(
        required(row, "exam_id", UUID.class),
        SessionState.valueOf(required(row, "state", String.class)),
        row.get("deadline", Instant.class),
        required(row, "question_count", Integer.class),
        required(row, "writer", Integer.class),
        row.get("saved_at", Instant.class),
        Boolean.TRUE.equals(row.get("late", Boolean.class)));
  }

  private SavedAnswer answer(Readable row) {
    return new SavedAnswer(
        required(row, "revision", Integer.class),
        required(row, "saved_at", Instant.class),
        json.readValue(required(row, "parts", String.class), PARTS),
        required(row, "late", Boolean.class));
  }

  enum VariantReason {
    STALE,
    LATE,
    ELSEWHERE
  }

  /**
   * What the statement saw and did.
   *
   * @param deadline null while the clock does not run
   * @param savedAt null if nothing was written
   */
  record Attempted(
      UUID examId,
      SessionState state,
      @Nullable Instant deadline,
      int questions,
      int writer,
      @Nullable Instant savedAt,
      boolean late) {

    boolean timeIsOver(Instant now, Duration grace) {
      return deadline != null && now.isAfter(deadline.plus(grace));
    }
  }
}
