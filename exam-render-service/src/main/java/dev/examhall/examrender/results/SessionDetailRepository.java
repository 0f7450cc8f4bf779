package dev.examhall.examrender.results;

import static dev.examhall.examrender.results.PaperRepository.required;

import dev.examhall.examrender.exam.AnswerKeys;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.grading.Grading;
import dev.examhall.examrender.grading.QuestionScore;
import dev.examhall.examrender.grading.Response;
import dev.examhall.examrender.session.SessionState;
import dev.examhall.examrender.session.TimeEntry;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** Reads everything about one session. */
@Repository
class SessionDetailRepository implements SessionDetails {

  private static final TypeReference<List<Response>> PARTS = new TypeReference<>() {};

  private final DatabaseClient database;
  private final AnswerKeys keys;
  private final ObjectMapper json;
  private final Clock clock;

  SessionDetailRepository(
      DatabaseClient database, AnswerKeys keys, ObjectMapper json, Clock clock) {
    this.database = database;
    this.keys = keys;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public Mono<SessionDetail> of(UUID sessionId, ExamScope scope, boolean withAnswers) {
    return row(sessionId, scope)
        .flatMap(
            row ->
                Mono.zip(
                        ledger(sessionId),
                        plays(sessionId),
                        answers(sessionId),
                        withAnswers ? questions(row) : Mono.just(List.<KeyedQuestion>of()),
                        withAnswers ? scores(sessionId) : Mono.just(Map.<Integer, Scored>of()),
                        withAnswers ? variants(sessionId) : Mono.just(List.<Refused>of()),
                        withAnswers ? times(sessionId) : Mono.just(List.<Integer>of()))
                    .map(
                        all ->
                            detail(
                                row,
                                withAnswers,
                                all.getT1(),
                                all.getT2(),
                                all.getT3(),
                                all.getT4(),
                                all.getT5(),
                                all.getT6(),
                                all.getT7())));
  }

  private static SessionDetail detail(
      Row row,
      boolean withAnswers,
      List<TimeEntry> ledger,
      List<SessionDetail.Heard> plays,
      Map<Integer, Saved> answers,
      List<KeyedQuestion> questions,
      Map<Integer, Scored> scores,
      List<Refused> variants,
      List<Integer> times) {
    return new SessionDetail(
        row.head(),
        row.clock(),
        ledger,
        plays,
        row.seen(),
        row.flagged(),
        (int) answers.values().stream().filter(saved -> saved.answered()).count(),
        questions.stream()
            .map(
                question ->
                    question(
                        question,
                        answers.get(question.number()),
                        scores.get(question.number()),
                        times))
            .toList(),
        variants.stream()
            .map(
                variant ->
                    new SessionDetail.Variant(
                        variant.id(),
                        variant.number(),
                        variant.reason(),
                        variant.at(),
                        AnswerText.given(variant.parts()),
                        given(answers.get(variant.number()))))
            .toList(),
        withAnswers ? row.result() : null);
  }

  private static List<String> given(@Nullable Saved saved) {
    return saved == null ? List.of() : AnswerText.given(saved.parts());
  }

  private static SessionDetail.Question question(
      KeyedQuestion question, @Nullable Saved saved, @Nullable Scored scored, List<Integer> times) {
    return new SessionDetail.Question(
        question.number(),
        question.type(),
        given(saved),
        question.parts().stream().map(AnswerText::right).toList(),
        saved == null ? null : saved.at(),
        saved != null && saved.late(),
        scored == null ? null : scored.score().earned(),
        scored == null ? null : scored.score().gradable(),
        question.points(),
        Grading.worthOfLongParts(question),
        scored == null ? null : scored.given(),
        scored == null ? "" : scored.comment(),
        question.number() <= times.size() ? times.get(question.number() - 1) : null);
  }

  private record Row(
      SessionDetail.Head head,
      SessionDetail.Clock clock,
      List<Integer> seen,
      List<Integer> flagged,
      int keyVersion,
      SessionDetail.@Nullable Result result) {}

  private Mono<Row> row(UUID id, ExamScope scope) {
    Instant now = clock.instant();
    return database
        .sql(
            """
            select s.*, e.name as exam_name, v.question_count, v.pass_percent
            from session s
              join exam e on e.id = s.exam_id
              join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
            where s.id = :id and
            """
                + ExamScope.condition("e"))
        .bind("id", id)
        .bindValues(scope.values())
        .map(row -> row(row, now))
        .one();
  }

  private static Row row(Readable row, Instant now) {
    SessionState state = SessionState.valueOf(required(row, "state", String.class));
    int version = required(row, "exam_version", Integer.class);
    Integer graded = row.get("graded_version", Integer.class);
    return new Row(
        new SessionDetail.Head(
            required(row, "id", UUID.class),
            required(row, "exam_id", UUID.class),
            required(row, "exam_name", String.class),
            version,
            required(row, "student_name", String.class),
            row.get("school", String.class),
            required(row, "grade", Integer.class),
            required(row, "english_rank", String.class),
            required(row, "level_name", String.class),
            state,
            required(row, "question_count", Integer.class),
            row.get("follows", UUID.class),
            row.get("moved_to", UUID.class)),
        new SessionDetail.Clock(
            required(row, "matched_at", Instant.class),
            row.get("started_at", Instant.class),
            row.get("clock_started_at", Instant.class),
            row.get("deadline", Instant.class),
            row.get("paused_at", Instant.class),
            row.get("ended_at", Instant.class),
            required(row, "allowed_seconds", Integer.class),
            now),
        numbers(row, "seen"),
        numbers(row, "flagged"),
        graded == null ? version : graded,
        result(row));
  }

  private static SessionDetail.@Nullable Result result(Readable row) {
    BigDecimal earned = row.get("points_earned", BigDecimal.class);
    if (earned == null) {
      return null;
    }
    BigDecimal percent = row.get("percent", BigDecimal.class);
    int passPercent = required(row, "pass_percent", Integer.class);
    return new SessionDetail.Result(
        earned,
        required(row, "points_gradable", BigDecimal.class),
        required(row, "points_total", BigDecimal.class),
        percent,
        passPercent,
        EndedSession.passes(percent, passPercent),
        row.get("receipt_sha256", String.class));
  }

  private static List<Integer> numbers(Readable row, String column) {
    return Arrays.stream(required(row, column, Short[].class)).map(Short::intValue).toList();
  }

  private Mono<List<KeyedQuestion>> questions(Row row) {
    return keys.of(row.head().examId(), row.head().version())
        .zipWith(keys.of(row.head().examId(), row.keyVersion()))
        .map(both -> KeyOfVersion.of(both.getT1(), both.getT2()).questions());
  }

  private Mono<List<TimeEntry>> ledger(UUID id) {
    return database
        .sql(
            "select seq, kind, seconds, reason, by_name, at from time_entry where session_id = :id"
                + " order by seq")
        .bind("id", id)
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

  private Mono<List<SessionDetail.Heard>> plays(UUID id) {
    return database
        .sql(
            """
            select t.name, t.play_limit, count(p.id) as plays, count(p.id) filter (where p.over_limit) as over,
              count(p.id) filter (where p.offline) as offline
            from session s
              join audio_track t on t.exam_id = s.exam_id and t.version = s.exam_version
              left join track_play p on p.session_id = s.id and p.track_id = t.id
            where s.id = :id
            group by t.id, t.name, t.play_limit, t.first_question
            order by t.first_question
            """)
        .bind("id", id)
        .map(
            row ->
                new SessionDetail.Heard(
                    required(row, "name", String.class),
                    required(row, "plays", Long.class).intValue(),
                    row.get("play_limit", Integer.class),
                    required(row, "over", Long.class).intValue(),
                    required(row, "offline", Long.class).intValue()))
        .all()
        .collectList();
  }

  private record Saved(int number, List<Response> parts, Instant at, boolean late) {
    boolean answered() {
      return parts.stream()
          .anyMatch(
              part -> {
                String text = part.text();
                return !part.choices().isEmpty() || (text != null && !text.isBlank());
              });
    }
  }

  private Mono<Map<Integer, Saved>> answers(UUID id) {
    return database
        .sql(
            "select number, parts::text as parts, saved_at, late from answer where session_id ="
                + " :id")
        .bind("id", id)
        .map(
            row ->
                new Saved(
                    required(row, "number", Integer.class),
                    json.readValue(required(row, "parts", String.class), PARTS),
                    required(row, "saved_at", Instant.class),
                    required(row, "late", Boolean.class)))
        .all()
        .collectMap(Saved::number);
  }

  private record Scored(QuestionScore score, @Nullable BigDecimal given, String comment) {
    int number() {
      return score.number();
    }
  }

  private Mono<Map<Integer, Scored>> scores(UUID id) {
    return database
        .sql(
            """
            select q.number, q.earned, q.gradable, q.possible, g.points, coalesce(g.comment, '') as comment
            from question_score q left join long_grade g on g.session_id = q.session_id and g.number = q.number
            where q.session_id = :id
            """)
        .bind("id", id)
        .map(
            row ->
                new Scored(
                    new QuestionScore(
                        required(row, "number", Integer.class),
                        required(row, "earned", BigDecimal.class),
                        required(row, "gradable", BigDecimal.class),
                        required(row, "possible", BigDecimal.class)),
                    row.get("points", BigDecimal.class),
                    required(row, "comment", String.class)))
        .all()
        .collectMap(Scored::number);
  }

  /** Seconds of questions 1, 2, 3 … over all devices; empty where none said anything. */
  private Mono<List<Integer>> times(UUID id) {
    return database
        .sql(QuestionTimes.OF_SESSION)
        .bind("id", id)
        .map(row -> QuestionTimes.of(row))
        .one()
        .defaultIfEmpty(List.of());
  }

  private record Refused(UUID id, int number, String reason, Instant at, List<Response> parts) {}

  private Mono<List<Refused>> variants(UUID id) {
    return database
        .sql(
            """
            select v.id, v.number, v.reason, v.received_at, v.parts::text as parts from answer_variant v
            where v.session_id = :id
              and not exists (select from answer a where a.session_id = v.session_id and a.number = v.number
                and a.parts::jsonb = v.parts::jsonb)
            order by v.number, v.received_at
            """)
        .bind("id", id)
        .map(
            row ->
                new Refused(
                    required(row, "id", UUID.class),
                    required(row, "number", Integer.class),
                    required(row, "reason", String.class),
                    required(row, "received_at", Instant.class),
                    json.readValue(required(row, "parts", String.class), PARTS)))
        .all()
        .collectList();
  }
}
