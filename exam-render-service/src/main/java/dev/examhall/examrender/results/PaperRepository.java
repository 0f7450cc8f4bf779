package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.grading.QuestionScore;
import dev.examhall.examrender.grading.Response;
import dev.examhall.examrender.grading.Score;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads papers and writes their scores. Methods join the caller's transaction where there is one.
 */
@Repository
class PaperRepository {

  private static final TypeReference<Map<Integer, List<Response>>> ANSWERS =
      new TypeReference<>() {};
  private static final TypeReference<Map<Integer, BigDecimal>> GIVEN = new TypeReference<>() {};

  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private static final String PAPERS =
      """
      select s.id, s.exam_id, s.exam_version, coalesce(s.graded_version, s.exam_version) as key_version, s.graded_rule,
        s.student_name, s.points_earned, s.points_gradable, s.points_total, s.percent, v.pass_percent,
        (select json_object_agg(a.number, a.parts) from answer a where a.session_id = s.id)::text as answers,
        (select json_object_agg(g.number, g.points) from long_grade g where g.session_id = s.id)::text as given
      from session s
        join exam e on e.id = s.exam_id
        join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
      where s.ended_at is not null and
      """;

  private final DatabaseClient database;
  private final ObjectMapper json;

  PaperRepository(DatabaseClient database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** Locks an ended session; empty if there is none such in the scope. */
  Mono<UUID> lock(UUID sessionId, ExamScope scope) {
    return database
        .sql(
            """
            select s.id from session s join exam e on e.id = s.exam_id
            where s.id = :id and s.ended_at is not null and
            """
                + ExamScope.condition("e")
                + " for update of s")
        .bind("id", sessionId)
        .bindValues(scope.values())
        .map(row -> required(row, "id", UUID.class))
        .one();
  }

  /** One paper; empty if there is none such in the scope. */
  Mono<Paper> find(UUID sessionId, ExamScope scope) {
    return database
        .sql(PAPERS + " s.id = :id and " + ExamScope.condition("e"))
        .bind("id", sessionId)
        .bindValues(scope.values())
        .map(this::paper)
        .one();
  }

  /** How many of an exam's sessions have ended. */
  Mono<Integer> count(UUID examId) {
    return database
        .sql("select count(*) from session where exam_id = :exam and ended_at is not null")
        .bind("exam", examId)
        .map(row -> Objects.requireNonNull(row.get(0, Long.class)).intValue())
        .one();
  }

  /**
   * An exam's next papers in the order of their ids, whichever version was taken.
   *
   * @param after the last one before; null for the first ones
   */
  Flux<Paper> next(UUID examId, @Nullable UUID after, int most) {
    return database
        .sql(PAPERS + " s.exam_id = :exam and s.id > :after order by s.id limit :most")
        .bind("exam", examId)
        .bind("after", Objects.requireNonNullElse(after, BEFORE_ALL))
        .bind("most", most)
        .map(this::paper)
        .all();
  }

  /** Locks the exam's next ended sessions after {@code after}, in the order of their ids. */
  Flux<UUID> lockNext(UUID examId, @Nullable UUID after, int most) {
    return database
        .sql(
            """
            select id from session
            where exam_id = :exam and ended_at is not null and id > :after
            order by id limit :most for update
            """)
        .bind("exam", examId)
        .bind("after", Objects.requireNonNullElse(after, BEFORE_ALL))
        .bind("most", most)
        .map(row -> required(row, "id", UUID.class))
        .all();
  }

  /** These papers, in the order of their ids. */
  Flux<Paper> all(List<UUID> sessions) {
    return database
        .sql(PAPERS + " s.id = any(:ids) order by s.id")
        .bind("ids", sessions.toArray(UUID[]::new))
        .map(this::paper)
        .all();
  }

  /** Writes many papers' scores in two statements; all are of the same key and rule. */
  Mono<Void> write(Map<UUID, Score> scores, int keyVersion, SelectAllRule rule) {
    List<UUID> ids = List.copyOf(scores.keySet());
    List<Score> values = ids.stream().map(scores::get).map(Objects::requireNonNull).toList();
    List<UUID> questionsOf = new ArrayList<>();
    List<QuestionScore> questions = new ArrayList<>();
    ids.forEach(
        id ->
            Objects.requireNonNull(scores.get(id))
                .questions()
                .forEach(
                    question -> {
                      questionsOf.add(id);
                      questions.add(question);
                    }));
    return database
        .sql(
            """
            update session s set points_earned = n.earned, points_gradable = n.gradable, points_total = n.total,
              percent = n.percent, graded_version = nullif(:version, s.exam_version), graded_rule = :rule
            from unnest(:ids, :earned, :gradable, :total, :percent) as n (id, earned, gradable, total, percent)
            where s.id = n.id
            """)
        .bind("ids", ids.toArray(UUID[]::new))
        .bind("earned", values.stream().map(Score::earned).toArray(BigDecimal[]::new))
        .bind("gradable", values.stream().map(Score::gradable).toArray(BigDecimal[]::new))
        .bind("total", values.stream().map(Score::possible).toArray(BigDecimal[]::new))
        .bind("percent", values.stream().map(Score::percent).toArray(BigDecimal[]::new))
        .bind("version", keyVersion)
        .bind("rule", rule.name())
        .then()
        .then(
            database
                .sql(
                    """
                    insert into question_score as q (session_id, number, earned, gradable, possible)
                    select * from unnest(:ids, :numbers, :earned, :gradable, :possible)
                    on conflict (session_id, number) do update
                      set earned = excluded.earned, gradable = excluded.gradable, possible = excluded.possible
                      where (q.earned, q.gradable, q.possible)
                        is distinct from (excluded.earned, excluded.gradable, excluded.possible)
                    """)
                .bind("ids", questionsOf.toArray(UUID[]::new))
                .bind(
                    "numbers",
                    questions.stream().map(QuestionScore::number).toArray(Integer[]::new))
                .bind(
                    "earned",
                    questions.stream().map(QuestionScore::earned).toArray(BigDecimal[]::new))
                .bind(
                    "gradable",
                    questions.stream().map(QuestionScore::gradable).toArray(BigDecimal[]::new))
                .bind(
                    "possible",
                    questions.stream().map(QuestionScore::possible).toArray(BigDecimal[]::new))
                .then());
  }

  private Paper paper(Readable row) {
    String answers = row.get("answers", String.class);
    String given = row.get("given", String.class);
    return new Paper(
        new EndedSession(
            required(row, "id", UUID.class),
            required(row, "exam_id", UUID.class),
            required(row, "exam_version", Integer.class),
            required(row, "key_version", Integer.class),
            SelectAllRule.valueOf(required(row, "graded_rule", String.class)),
            required(row, "student_name", String.class),
            required(row, "points_earned", BigDecimal.class),
            required(row, "points_gradable", BigDecimal.class),
            required(row, "points_total", BigDecimal.class),
            row.get("percent", BigDecimal.class),
            required(row, "pass_percent", Integer.class)),
        answers == null ? Map.of() : json.readValue(answers, ANSWERS),
        given == null ? Map.of() : json.readValue(given, GIVEN));
  }

  /** Writes a paper's score, and with which key and rule it was made. */
  Mono<Void> write(UUID sessionId, Score score, int keyVersion, SelectAllRule rule) {
    return write(Map.of(sessionId, score), keyVersion, rule);
  }

  /** What a teacher gave for the long parts of a question; the last word counts. */
  Mono<Void> give(
      UUID sessionId, int number, BigDecimal points, String comment, Teacher grader, Instant at) {
    return database
        .sql(
            """
            insert into long_grade (session_id, number, points, comment, by_id, by_name, at)
            values (:id, :number, :points, :comment, :byId, :byName, :at)
            on conflict (session_id, number) do update set points = excluded.points, comment = excluded.comment,
              by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at
            """)
        .bind("id", sessionId)
        .bind("number", number)
        .bind("points", points)
        .bind("comment", comment)
        .bind("byId", grader.id())
        .bind("byName", grader.name())
        .bind("at", utc(at))
        .then();
  }

  /** Takes back what was given for a question, since its answer is another one now. */
  Mono<Void> takeBack(UUID sessionId, int number) {
    return database
        .sql("delete from long_grade where session_id = :id and number = :number")
        .bind("id", sessionId)
        .bind("number", number)
        .then();
  }

  /**
   * Puts a refused answer in the place of the one that counts, which is kept as a variant.
   *
   * @return the number of its question; empty if the session has no such variant
   */
  Mono<Integer> use(UUID sessionId, UUID variantId, UUID replacedId, Instant at) {
    return database
        .sql(
            """
            with v as (
              select number, parts from answer_variant where id = :variant and session_id = :id
            ), old as (
              select a.number, a.revision, a.parts from answer a join v on v.number = a.number where a.session_id = :id
            ), kept as (
              insert into answer_variant (id, session_id, number, revision, parts, reason, received_at)
              select :replaced, :id, number, revision, parts, 'REPLACED', :at from old
              on conflict do nothing
            )
            insert into answer as a (session_id, number, revision, parts, saved_at, late)
            select :id, v.number, coalesce((select revision from old), 0) + 1, v.parts, :at, false from v
            on conflict (session_id, number) do update
              set revision = excluded.revision, parts = excluded.parts, saved_at = excluded.saved_at
            returning number
            """)
        .bind("id", sessionId)
        .bind("variant", variantId)
        .bind("replaced", replacedId)
        .bind("at", utc(at))
        .map(row -> required(row, "number", Integer.class))
        .one();
  }

  /** Who takes the exam sees by these: name and latest version; empty if it is not in the scope. */
  Mono<ExamHead> exam(UUID examId, ExamScope scope) {
    return database
        .sql(
            """
            select e.name, e.latest_version, e.active_version, v.pass_percent,
              coalesce((select select_all from exam_grading g where g.exam_id = e.id), 'EXACT') as rule
            from exam e join exam_version v on v.exam_id = e.id and v.version = e.latest_version
            where e.id = :exam and
            """
                + ExamScope.condition("e"))
        .bind("exam", examId)
        .bindValues(scope.values())
        .map(
            row ->
                new ExamHead(
                    examId,
                    required(row, "name", String.class),
                    required(row, "latest_version", Integer.class),
                    required(row, "pass_percent", Integer.class),
                    SelectAllRule.valueOf(required(row, "rule", String.class))))
        .one();
  }

  /** Remembers by which rule the exam's sessions are graded from now on. */
  Mono<Void> rule(UUID examId, SelectAllRule rule, Teacher grader, Instant at) {
    return database
        .sql(
            """
            insert into exam_grading (exam_id, select_all, by_id, by_name, at)
            values (:exam, :rule, :byId, :byName, :at)
            on conflict (exam_id) do update set select_all = excluded.select_all, by_id = excluded.by_id,
              by_name = excluded.by_name, at = excluded.at
            where exam_grading.select_all <> excluded.select_all
            """)
        .bind("exam", examId)
        .bind("rule", rule.name())
        .bind("byId", grader.id())
        .bind("byName", grader.name())
        .bind("at", utc(at))
        .then();
  }

  /**
   * An exam as those who grade see it.
   *
   * @param rule of sessions that end from now on
   */
  record ExamHead(UUID id, String name, int latestVersion, int passPercent, SelectAllRule rule) {}

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static <T> T required(Readable row, String column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), column);
  }
}
