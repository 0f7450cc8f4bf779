package dev.examhall.examrender.session;

import static dev.examhall.examrender.session.SessionRepository.OWN;
import static dev.examhall.examrender.session.SessionRepository.required;
import static dev.examhall.examrender.session.SessionRepository.utc;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.grading.QuestionScore;
import dev.examhall.examrender.placement.EnglishRank;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Reads what pages show of sessions. */
@Repository
class SessionBoardRepository implements SessionBoard {

  private final DatabaseClient database;
  private final SessionProperties properties;
  private final Clock clock;

  SessionBoardRepository(DatabaseClient database, SessionProperties properties, Clock clock) {
    this.database = database;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public Mono<SessionResult> result(UUID sessionId, StudentToken token) {
    return database
        .sql(
            """
            select s.id, s.student_name, e.name as exam_name, s.level_name, s.state, s.clock_started_at, s.deadline,
              s.ended_at, s.points_earned, s.points_gradable, s.points_total, s.percent, v.pass_percent,
              s.receipt_answers, v.question_count, s.receipt_sha256, s.exam_id, s.exam_version, v.level_change,
              v.answer_review, s.feedback,
              (select coalesce(sum(seconds), 0) from time_entry t where t.session_id = s.id and t.kind = 'RESUME')
                as paused,
              (select n.id from session n where n.follows = s.id order by n.matched_at limit 1) as next
            from session s
              join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
              join exam e on e.id = s.exam_id
            where s.state in ('SUBMITTED', 'FINALISED') and
            """
                + OWN)
        .bind("id", sessionId)
        .bind("token", token.hash())
        .bind("tokenSeconds", (double) properties.tokenLife().toSeconds())
        .bind("now", utc(clock.instant()))
        .map(SessionBoardRepository::result)
        .one();
  }

  @Override
  public Mono<Map<Integer, QuestionScore>> scores(UUID sessionId) {
    return database
        .sql("select number, earned, gradable, possible from question_score where session_id = :id")
        .bind("id", sessionId)
        .map(
            row ->
                new QuestionScore(
                    required(row, "number", Integer.class),
                    required(row, "earned", BigDecimal.class),
                    required(row, "gradable", BigDecimal.class),
                    required(row, "possible", BigDecimal.class)))
        .all()
        .collectMap(QuestionScore::number);
  }

  private static SessionResult result(Readable row) {
    Instant began = required(row, "clock_started_at", Instant.class);
    Instant deadline = required(row, "deadline", Instant.class);
    Instant ended = required(row, "ended_at", Instant.class);
    String feedback = row.get("feedback", String.class);
    return new SessionResult(
        required(row, "id", UUID.class),
        required(row, "student_name", String.class),
        required(row, "exam_name", String.class),
        required(row, "level_name", String.class),
        SessionState.valueOf(required(row, "state", String.class)),
        ended,
        Duration.between(began, ended.isBefore(deadline) ? ended : deadline)
            .minusSeconds(required(row, "paused", Long.class)),
        required(row, "points_earned", BigDecimal.class),
        required(row, "points_gradable", BigDecimal.class),
        required(row, "points_total", BigDecimal.class),
        row.get("percent", BigDecimal.class),
        required(row, "pass_percent", Integer.class),
        required(row, "receipt_answers", Integer.class),
        required(row, "question_count", Integer.class),
        required(row, "receipt_sha256", String.class),
        required(row, "exam_id", UUID.class),
        required(row, "exam_version", Integer.class),
        required(row, "level_change", Boolean.class),
        required(row, "answer_review", Boolean.class),
        feedback == null ? null : Feedback.valueOf(feedback),
        row.get("next", UUID.class));
  }

  @Override
  public Mono<List<SessionSummary>> list(SessionFilter filter, ExamScope scope) {
    String text = filter.text() == null ? "" : filter.text().strip();
    return database
        .sql(
            """
            select s.id, s.student_name, s.school, s.grade, s.english_rank, e.name as exam_name, s.level_name, s.state,
              s.matched_at, s.ended_at, s.percent, v.question_count,
              coalesce(s.receipt_answers, (select count(*) from answer a where a.session_id = s.id)) as answered
            from session s
              join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
              join exam e on e.id = s.exam_id
            where (:state = '' or s.state = :state)
              and (:text = '' or strpos(lower(concat_ws(' ', s.student_name, s.school, e.name, s.level_name)),
                lower(:text)) > 0) and
            """
                + ExamScope.condition("e")
                + " order by s.matched_at desc, s.id desc limit :limit")
        .bindValues(scope.values())
        .bind("state", filter.state() == null ? "" : filter.state().name())
        .bind("text", text)
        .bind("limit", filter.limit())
        .map(SessionBoardRepository::summary)
        .all()
        .collectList();
  }

  private static SessionSummary summary(Readable row) {
    return new SessionSummary(
        required(row, "id", UUID.class),
        required(row, "student_name", String.class),
        row.get("school", String.class),
        required(row, "grade", Integer.class),
        EnglishRank.valueOf(required(row, "english_rank", String.class)),
        required(row, "exam_name", String.class),
        required(row, "level_name", String.class),
        SessionState.valueOf(required(row, "state", String.class)),
        required(row, "matched_at", Instant.class),
        row.get("ended_at", Instant.class),
        row.get("percent", BigDecimal.class),
        Math.toIntExact(required(row, "answered", Long.class)),
        required(row, "question_count", Integer.class));
  }

  @Override
  public Mono<SessionTotals> totals(ExamScope scope) {
    return database
        .sql(
            """
            select count(*) as everything,
              count(*) filter (where s.state in ('STARTED', 'RUNNING')) as running,
              count(*) filter (where s.ended_at is not null) as ended,
              count(*) filter (where s.ended_at > :since) as today
            from session s join exam e on e.id = s.exam_id where
            """
                + ExamScope.condition("e"))
        .bindValues(scope.values())
        .bind("since", utc(clock.instant().minus(Duration.ofDays(1))))
        .map(
            row ->
                new SessionTotals(
                    required(row, "everything", Long.class),
                    required(row, "running", Long.class),
                    required(row, "ended", Long.class),
                    required(row, "today", Long.class)))
        .one();
  }
}
