package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.ActiveExams.ActiveExam;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.grading.QuestionScore;
import dev.examhall.examrender.grading.Score;
import dev.examhall.examrender.placement.PlacementOutcome.Placed;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows of sessions. Methods join the caller's transaction where there is one. */
@Repository
class SessionRepository {

  private static final String COLUMNS =
      """
      s.id, s.exam_id, s.exam_version, s.student_name, s.level_code, s.state, s.allowed_seconds, s.matched_at,
      s.started_at, s.clock_started_at, s.deadline, s.paused_at, s.ended_at, s.moved_to,
      s.position_question, s.position_page, s.seen, s.flagged, s.receipt_sha256, s.receipt_answers,
      s.writer, s.writer_page, s.writer_device,
      v.question_count, v.level_change, exists (
        select from audio_track t where t.exam_id = v.exam_id and t.version = v.version) as has_tracks
      """;

  private static final String SESSIONS =
      "select "
          + COLUMNS
          + " from session s join exam_version v on v.exam_id = s.exam_id and v.version ="
          + " s.exam_version where ";

  private static final String SHEETS =
      "select "
          + COLUMNS
          + """
          , (select json_agg(json_build_object('number', a.number, 'revision', a.revision, 'parts', a.parts,
              'savedAt', to_char(a.saved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              'late', a.late) order by a.number)
            from answer a where a.session_id = s.id)::text as answers
          from session s join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version where
          """;

  /** The student's own session, while the cookie is good. */
  static final String OWN =
      """
      s.id = :id and (s.token_hash = :token or :token = any(s.device_tokens))
      and coalesce(s.deadline, s.matched_at) + make_interval(secs => :tokenSeconds) > :now
      """;

  private static final String UNFINISHED =
      """
      select s.id, s.exam_id, s.student_name from session s
      where (s.token_hash = :token or s.device_tokens @> array[:token]) and s.ended_at is null
        and coalesce(s.deadline, s.matched_at) + make_interval(secs => :tokenSeconds) > :now
      """;

  private static final String LAST = " order by s.matched_at desc limit 1";

  private final DatabaseClient database;
  private final Duration tokenLife;

  SessionRepository(DatabaseClient database, SessionProperties properties) {
    this.database = database;
    this.tokenLife = properties.tokenLife();
  }

  Mono<Void> insert(NewSession session) {
    DatabaseClient.GenericExecuteSpec insert =
        database
            .sql(
                """
                insert into session (id, exam_id, exam_version, level_code, level_name, student_name, parent_phone,
                  school, grade, english_rank, token_hash, state, allowed_seconds, matched_at)
                values (:id, :examId, :examVersion, :levelCode, :levelName, :studentName, :parentPhone,
                  :school, :grade, :rank, :token, 'MATCHED', :allowed, :matchedAt)
                """)
            .bind("id", session.id())
            .bind("examId", session.examId())
            .bind("examVersion", session.examVersion())
            .bind("levelCode", session.level().code())
            .bind("levelName", session.level().name())
            .bind("studentName", session.studentName())
            .bind("parentPhone", session.parentPhone())
            .bind("grade", session.grade())
            .bind("rank", session.rank().name())
            .bind("token", session.tokenHash())
            .bind("allowed", Math.toIntExact(session.allowed().toSeconds()))
            .bind("matchedAt", utc(session.matchedAt()));
    String school = session.school();
    return (school == null
            ? insert.bindNull("school", String.class)
            : insert.bind("school", school))
        .then();
  }

  /**
   * As {@link #find}, with all answers, in one row: this is read for every page, and each row of
   * its own would cost the driver more than PostgreSQL.
   */
  Mono<Sheet> findWithAnswers(UUID id, StudentToken token, Instant now) {
    return own(SHEETS + OWN, id, token, now)
        .map(row -> new Sheet(row(row), row.get("answers", String.class)))
        .one();
  }

  /**
   * A session with its answers.
   *
   * @param answers JSON of an array of saved answers by number; null if there are none
   */
  record Sheet(SessionRow row, @Nullable String answers) {}

  /** The session with this id and token; empty for a wrong one of either. */
  Mono<SessionRow> find(UUID id, StudentToken token, Instant now) {
    return own(SESSIONS + OWN, id, token, now).map(SessionRepository::row).one();
  }

  /**
   * As {@link #find}, and nobody else changes the session or its answers until the transaction
   * ends.
   */
  Mono<SessionRow> lock(UUID id, StudentToken token, Instant now) {
    return own(SESSIONS + OWN + " for update of s", id, token, now)
        .map(SessionRepository::row)
        .one();
  }

  /** The session that was opened last with this token and has not ended; empty if there is none. */
  Mono<StartSession.Outcome.Unfinished> unfinished(StudentToken token, Instant now) {
    return database
        .sql(UNFINISHED + LAST)
        .bind("token", token.hash())
        .bind("tokenSeconds", (double) tokenLife.toSeconds())
        .bind("now", utc(now))
        .map(SessionRepository::unfinished)
        .one();
  }

  /** As above, of this student alone. */
  Mono<StartSession.Outcome.Unfinished> unfinished(
      StudentToken token, StudentDetails student, Instant now) {
    return database
        .sql(UNFINISHED + " and s.student_name = :name and s.parent_phone = :phone" + LAST)
        .bind("token", token.hash())
        .bind("tokenSeconds", (double) tokenLife.toSeconds())
        .bind("now", utc(now))
        .bind("name", student.name())
        .bind("phone", student.parentPhone())
        .map(SessionRepository::unfinished)
        .one();
  }

  /** Some of the sessions for which something is due, longest overdue first. */
  Flux<UUID> due(AttemptRules rules, Instant now) {
    return database
        .sql(
            """
            select id from session
            where (state = 'RUNNING' and paused_at is null and deadline < :deadlineBefore)
               or (state = 'STARTED' and started_at <= :startedBefore)
            order by coalesce(deadline, started_at) limit 200
            """)
        .bind("deadlineBefore", utc(now.minus(rules.grace())))
        .bind("startedBefore", utc(now.minus(rules.longestLoading())))
        .map(row -> required(row, "id", UUID.class))
        .all();
  }

  /** The clock of a session; empty for a wrong id or token. */
  Mono<SessionClock> clock(UUID id, StudentToken token, Instant now) {
    return own(
            """
            select s.state, s.deadline, s.paused_at, s.moved_to, s.writer,
              (select coalesce(sum(seconds), 0) from time_entry t where t.session_id = s.id and t.seq > 1) as added,
              (select reason from time_entry t where t.session_id = s.id and t.seq > 1
                order by seq desc limit 1) as reason
            from session s where
            """
                + OWN,
            id,
            token,
            now)
        .map(row -> clock(row, now))
        .one();
  }

  private static SessionClock clock(Readable row, Instant now) {
    Instant deadline = row.get("deadline", Instant.class);
    Instant pausedAt = row.get("paused_at", Instant.class);
    return new SessionClock(
        SessionState.valueOf(required(row, "state", String.class)),
        now,
        deadline,
        deadline == null ? null : SessionView.remainingSeconds(deadline, pausedAt, now),
        pausedAt,
        row.get("moved_to", UUID.class),
        required(row, "writer", Integer.class),
        Math.toIntExact(required(row, "added", Long.class)),
        row.get("reason", String.class));
  }

  /**
   * Stores a session that follows another one of the same student, with the same cookie.
   *
   * @param start whether it has started with this, or waits on its notice
   */
  Mono<Void> insertFollowing(
      UUID id, UUID follows, Placed placed, ActiveExam exam, boolean start, Instant now) {
    return database
        .sql(
            """
            insert into session (id, follows, exam_id, exam_version, level_code, level_name, student_name,
              parent_phone, school, grade, english_rank, token_hash, device_tokens, state, allowed_seconds, matched_at, started_at)
            select :id, s.id, :examId, :examVersion, :levelCode, :levelName, s.student_name,
              s.parent_phone, s.school, s.grade, s.english_rank, s.token_hash, s.device_tokens,
              case when :start then 'STARTED' else 'MATCHED' end, :allowed, :now, case when :start then :now end
            from session s where s.id = :follows
            """)
        .bind("id", id)
        .bind("follows", follows)
        .bind("examId", placed.examId())
        .bind("examVersion", exam.version())
        .bind("levelCode", placed.level().code())
        .bind("levelName", placed.level().name())
        .bind("start", start)
        .bind("allowed", seconds(exam.time()))
        .bind("now", utc(now))
        .then();
  }

  /** The session that follows this one; empty if none does. */
  Mono<Following> following(UUID id) {
    return database
        .sql("select id, exam_id from session where follows = :id order by matched_at limit 1")
        .bind("id", id)
        .map(
            row ->
                new Following(
                    required(row, "id", UUID.class), required(row, "exam_id", UUID.class)))
        .one();
  }

  /** A session that follows another one. */
  record Following(UUID id, UUID examId) {}

  /** What the student said of the difficulty; the last word counts. */
  Mono<Void> say(UUID id, Feedback feedback) {
    return database
        .sql("update session set feedback = :feedback where id = :id")
        .bind("id", id)
        .bind("feedback", feedback.name())
        .then();
  }

  /** Locks a session of any student; empty if there is no such session in the scope. */
  Mono<SessionRow> lock(UUID id, ExamScope scope) {
    return database
        .sql(
            SESSIONS
                + "s.id = :id and exists (select from exam e where e.id = s.exam_id and "
                + ExamScope.condition("e")
                + ") for update of s")
        .bind("id", id)
        .bindValues(scope.values())
        .map(SessionRepository::row)
        .one();
  }

  /** All attempts at an exam that have not ended, whichever version they take. */
  Flux<UUID> open(UUID examId) {
    return database
        .sql("select id from session where exam_id = :exam and ended_at is null order by id")
        .bind("exam", examId)
        .map(row -> required(row, "id", UUID.class))
        .all();
  }

  /** Locks a session, whoever it belongs to; empty if somebody else is at it. */
  Mono<SessionRow> lockIfFree(UUID id) {
    return database
        .sql(SESSIONS + "s.id = :id for update of s skip locked")
        .bind("id", id)
        .map(SessionRepository::row)
        .one();
  }

  /** Stores who writes from now on. */
  Mono<Void> write(UUID id, Writer writer) {
    return database
        .sql(
            "update session set writer = :writer, writer_page = :page, writer_device = :device"
                + " where id = :id")
        .bind("id", id)
        .bind("writer", writer.number())
        .bind("page", Objects.requireNonNull(writer.page()))
        .bind("device", Objects.requireNonNull(writer.device()))
        .then();
  }

  /** Stores where the attempt stands now. */
  Mono<Void> update(UUID id, Attempt attempt) {
    DatabaseClient.GenericExecuteSpec update =
        database
            .sql(
                """
                update session set state = :state, started_at = :startedAt, clock_started_at = :clockStartedAt,
                  allowed_seconds = :allowed, deadline = :deadline, paused_at = :pausedAt
                where id = :id
                """)
            .bind("id", id)
            .bind("state", attempt.state().name())
            .bind("allowed", seconds(attempt.allowed()));
    update = bindTime(update, "startedAt", attempt.startedAt());
    update = bindTime(update, "clockStartedAt", attempt.clockStartedAt());
    update = bindTime(update, "pausedAt", attempt.pausedAt());
    return bindTime(update, "deadline", attempt.deadline()).then();
  }

  /**
   * Stores the end of an attempt with its receipt and score.
   *
   * @param movedTo the session that goes on in its place, if one does
   */
  Mono<Void> end(
      UUID id,
      Attempt attempt,
      Receipt receipt,
      Score score,
      SelectAllRule rule,
      @Nullable UUID movedTo) {
    DatabaseClient.GenericExecuteSpec end =
        database
            .sql(
                """
                update session set state = :state, clock_started_at = :clockStartedAt,
                  allowed_seconds = :allowed, deadline = :deadline, paused_at = null, moved_to = :movedTo,
                  ended_at = :endedAt, receipt_sha256 = :sha256, receipt_answers = :answers,
                  points_earned = :earned, points_gradable = :gradable, points_total = :total, percent = :percent,
                  graded_rule = :rule
                where id = :id
                """)
            .bind("id", id)
            .bind("state", attempt.state().name())
            .bind("allowed", seconds(attempt.allowed()))
            .bind("sha256", receipt.sha256())
            .bind("answers", receipt.answers())
            .bind("earned", score.earned())
            .bind("gradable", score.gradable())
            .bind("total", score.possible())
            .bind("rule", rule.name());
    end = bindTime(end, "clockStartedAt", attempt.clockStartedAt());
    end = bindTime(end, "deadline", attempt.deadline());
    end = bindTime(end, "endedAt", attempt.endedAt());
    end = movedTo == null ? end.bindNull("movedTo", UUID.class) : end.bind("movedTo", movedTo);
    BigDecimal percent = score.percent();
    end =
        percent == null ? end.bindNull("percent", BigDecimal.class) : end.bind("percent", percent);
    return end.then().then(insertScores(id, score));
  }

  private Mono<Void> insertScores(UUID id, Score score) {
    if (score.questions().isEmpty()) {
      return Mono.empty();
    }
    return database
        .sql(
            """
            insert into question_score (session_id, number, earned, gradable, possible)
            select :id, * from unnest(:numbers, :earned, :gradable, :possible)
            """)
        .bind("id", id)
        .bind(
            "numbers",
            score.questions().stream().map(QuestionScore::number).toArray(Integer[]::new))
        .bind(
            "earned",
            score.questions().stream().map(QuestionScore::earned).toArray(BigDecimal[]::new))
        .bind(
            "gradable",
            score.questions().stream().map(QuestionScore::gradable).toArray(BigDecimal[]::new))
        .bind(
            "possible",
            score.questions().stream().map(QuestionScore::possible).toArray(BigDecimal[]::new))
        .then();
  }

  /**
   * Remembers where the student is and what was marked; false if there is no such session that is
   * still open.
   */
  Mono<Boolean> move(UUID id, StudentToken token, Position position, Marks marks, Instant now) {
    return own(
            """
            update session s set position_question = :question, position_page = :page,
              seen = case when s.seen @> :seen then s.seen
                else (select array_agg(distinct n order by n) from unnest(s.seen || :seen) as n) end,
              flagged = coalesce(:flagged, s.flagged)
            where s.state in ('STARTED', 'RUNNING') and
            """
                + OWN,
            id,
            token,
            now)
        .bind("question", position.question())
        .bind("page", position.page())
        .bind("seen", shorts(marks.seen()))
        .bind(
            "flagged",
            marks.flagged() == null
                ? Parameters.in(Short[].class)
                : Parameters.in(shorts(marks.flagged())))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  private DatabaseClient.GenericExecuteSpec own(
      String sql, UUID id, StudentToken token, Instant now) {
    return database
        .sql(sql)
        .bind("id", id)
        .bind("token", token.hash())
        .bind("tokenSeconds", (double) tokenLife.toSeconds())
        .bind("now", utc(now));
  }

  private static Short[] shorts(Collection<Integer> numbers) {
    return numbers.stream().map(Integer::shortValue).toArray(Short[]::new);
  }

  private static List<Integer> numbers(Readable row, String column) {
    return Arrays.stream(required(row, column, Short[].class)).map(Short::intValue).toList();
  }

  private static int seconds(Duration duration) {
    return Math.toIntExact(duration.toSeconds());
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static DatabaseClient.GenericExecuteSpec bindTime(
      DatabaseClient.GenericExecuteSpec spec, String name, @Nullable Instant time) {
    return time == null ? spec.bindNull(name, OffsetDateTime.class) : spec.bind(name, utc(time));
  }

  static <T> T required(Readable row, String column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), column);
  }

  private static StartSession.Outcome.Unfinished unfinished(Readable row) {
    return new StartSession.Outcome.Unfinished(
        required(row, "id", UUID.class),
        required(row, "exam_id", UUID.class),
        required(row, "student_name", String.class));
  }

  private static SessionRow row(Readable row) {
    Integer receiptAnswers = row.get("receipt_answers", Integer.class);
    return new SessionRow(
        required(row, "id", UUID.class),
        required(row, "exam_id", UUID.class),
        required(row, "exam_version", Integer.class),
        required(row, "student_name", String.class),
        required(row, "level_code", String.class),
        new Attempt(
            SessionState.valueOf(required(row, "state", String.class)),
            Duration.ofSeconds(required(row, "allowed_seconds", Integer.class)),
            row.get("started_at", Instant.class),
            row.get("clock_started_at", Instant.class),
            row.get("deadline", Instant.class),
            row.get("paused_at", Instant.class),
            row.get("ended_at", Instant.class)),
        row.get("moved_to", UUID.class),
        new Position(
            required(row, "position_question", Integer.class),
            required(row, "position_page", Integer.class)),
        new Marks(numbers(row, "seen"), numbers(row, "flagged")),
        required(row, "matched_at", Instant.class),
        row.get("receipt_sha256", String.class),
        receiptAnswers == null ? 0 : receiptAnswers,
        required(row, "question_count", Integer.class),
        required(row, "level_change", Boolean.class),
        required(row, "has_tracks", Boolean.class),
        new Writer(
            required(row, "writer", Integer.class),
            row.get("writer_page", UUID.class),
            row.get("writer_device", UUID.class)));
  }
}
