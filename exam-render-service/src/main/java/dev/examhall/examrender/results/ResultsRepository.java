package dev.examhall.examrender.results;

import static dev.examhall.examrender.results.PaperRepository.required;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.session.SessionState;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads results. */
@Repository
class ResultsRepository implements Results {

  private static final String ROWS =
      """
      select s.id, s.exam_id, e.name as exam_name, s.exam_version, s.student_name, s.school, s.grade,
        right(s.parent_phone, 4) as phone_end, s.level_name, s.state, s.ended_at, s.points_earned, s.points_gradable,
        s.points_total, s.percent, v.pass_percent, coalesce(s.receipt_answers, 0) as answered, v.question_count,
        (select p.percent from session p
          where lower(p.student_name) = lower(s.student_name) and p.parent_phone = s.parent_phone
            and p.ended_at < s.ended_at and p.percent is not null
          order by p.ended_at desc limit 1) as before
      from session s
        join exam e on e.id = s.exam_id
        join exam_version v on v.exam_id = s.exam_id and v.version = s.exam_version
      where s.ended_at is not null and
      """;

  private final DatabaseClient database;

  ResultsRepository(DatabaseClient database) {
    this.database = database;
  }

  @Override
  public Flux<ExamResults> exams(ExamScope scope) {
    return database
        .sql(
            """
            select e.id, e.name, v.pass_percent, count(s.id) as ended,
              count(s.id) filter (where s.points_gradable < s.points_total) as waiting,
              round(avg(s.percent), 1) as mean, max(s.ended_at) as last,
              count(s.id) filter (where s.percent >= p.pass_percent) as passed
            from exam e
              join exam_version v on v.exam_id = e.id and v.version = e.latest_version
              join session s on s.exam_id = e.id and s.ended_at is not null
              join exam_version p on p.exam_id = s.exam_id and p.version = s.exam_version
            where
            """
                + ExamScope.condition("e")
                + " group by e.id, e.name, v.pass_percent order by max(s.ended_at) desc limit 200")
        .bindValues(scope.values())
        .map(
            row ->
                new ExamResults(
                    required(row, "id", UUID.class),
                    required(row, "name", String.class),
                    required(row, "ended", Long.class),
                    required(row, "waiting", Long.class),
                    required(row, "passed", Long.class),
                    row.get("mean", BigDecimal.class),
                    required(row, "last", Instant.class)))
        .all();
  }

  @Override
  public Flux<ResultRow> ofExam(UUID examId, ExamScope scope) {
    return database
        .sql(
            ROWS
                + " s.exam_id = :exam and "
                + ExamScope.condition("e")
                + " order by s.ended_at desc, s.id")
        .bind("exam", examId)
        .bindValues(scope.values())
        // the driver asks for so many rows at a time, and for no more before they are written
        .filter(statement -> statement.fetchSize(500))
        .map(ResultsRepository::row)
        .all();
  }

  @Override
  public Flux<ResultRow> ofStudents(String name, ExamScope scope, int most) {
    return database
        .sql(
            ROWS
                + " strpos(lower(s.student_name), lower(:name)) > 0 and "
                + ExamScope.condition("e")
                + " order by lower(s.student_name), s.parent_phone, s.ended_at desc limit :most")
        .bind("name", name)
        .bind("most", most)
        .bindValues(scope.values())
        .map(ResultsRepository::row)
        .all();
  }

  @Override
  public Mono<ResultRow> ofSession(UUID sessionId, ExamScope scope) {
    return database
        .sql(ROWS + " s.id = :id and " + ExamScope.condition("e"))
        .bind("id", sessionId)
        .bindValues(scope.values())
        .map(ResultsRepository::row)
        .one();
  }

  private static ResultRow row(Readable row) {
    return new ResultRow(
        required(row, "id", UUID.class),
        required(row, "exam_id", UUID.class),
        required(row, "exam_name", String.class),
        required(row, "exam_version", Integer.class),
        required(row, "student_name", String.class),
        row.get("school", String.class),
        required(row, "grade", Integer.class),
        required(row, "phone_end", String.class),
        required(row, "level_name", String.class),
        SessionState.valueOf(required(row, "state", String.class)),
        required(row, "ended_at", Instant.class),
        required(row, "points_earned", BigDecimal.class),
        required(row, "points_gradable", BigDecimal.class),
        required(row, "points_total", BigDecimal.class),
        row.get("percent", BigDecimal.class),
        required(row, "pass_percent", Integer.class),
        required(row, "answered", Integer.class),
        required(row, "question_count", Integer.class),
        row.get("before", BigDecimal.class));
  }
}
