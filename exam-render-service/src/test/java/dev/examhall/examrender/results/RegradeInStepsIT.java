package dev.examhall.examrender.results;

import static dev.examhall.examrender.Suite.Student.choices;
import static dev.examhall.examrender.Suite.Student.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.ServiceProcess;
import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.testkit.infrastructure.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

/** An exam with more sessions than one step takes. */
@RunningService
class RegradeInStepsIT {

  private static final int SESSIONS = 60;
  private static final int STEP = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @LocalServerPort private int port;
  @Autowired private DatabaseClient database;
  @Autowired private PaperRepository papers;
  @Autowired private ScorePapers scores;
  @TempDir private Path folder;
  private Suite suite;
  private UUID exam;

  /** Each has 7 points, and 5 by the key that comes second. */
  @BeforeEach
  void anExamOfManySessions() {
    suite = new Suite(port);
    exam = suite.activeExam(30);
    suite.placeEverybodyIn(exam);
    Student student = suite.runningStudent("Graded again");
    student.save(1, 1, choices("B")).expectStatus().isOk();
    student.save(2, 1, choices("A", "C")).expectStatus().isOk();
    student.save(3, 1, text("colour")).expectStatus().isOk();
    student.save(5, 1, choices("D"), text("Seoul")).expectStatus().isOk();
    student.submit().expectStatus().isOk();
    new SessionCopies(database).of(student.sessionId(), SESSIONS);
    List<Map<String, Object>> key = new ArrayList<>(Suite.key());
    key.set(
        0,
        Suite.question(1, "ONE_CHOICE", 2, Suite.part("ONE_CHOICE", 5, List.of("C"), List.of())));
    suite.putKey(exam, Map.of("questions", key)).expectStatus().isOk();
  }

  @Test
  void saysHowFarALookIsThatTakesLong(TestDatabase postgres) throws Exception {
    Teacher teacher = new Teacher("t", "Teacher", ExamScope.EVERYTHING);
    PreviewRegrade impatient =
        new PreviewRegrade(
            papers, scores, new RegradeProperties(STEP, Duration.ofMillis(1), PATIENCE));
    Mono<RegradeLook> look =
        papers
            .exam(exam, teacher.scope())
            .flatMap(found -> impatient.of(found, 2, SelectAllRule.EXACT));
    try (Connection connection = connection(postgres);
        var statement = connection.createStatement()) {
      statement.execute("lock table answer in access exclusive mode");
      assertThat(look.block(PATIENCE)).isInstanceOf(RegradeLook.Looking.class);
    }
    // a look that waited too long for the lock ends, and the next one is another
    RegradeLook seen =
        look.retry(10).repeat().filter(RegradeLook.Seen.class::isInstance).blockFirst(PATIENCE);
    assertThat(seen)
        .isInstanceOfSatisfying(
            RegradeLook.Seen.class,
            all -> {
              assertThat(all.preview().changed()).isEqualTo(SESSIONS);
              assertThat(all.preview().fingerprint()).isEqualTo(fingerprint());
            });
  }

  /**
   * The service's own process gets SIGKILL in the middle of a step, between two of its statements.
   * Nobody asks for more: what looks for unfinished regradings in the tests' instance goes on, as
   * it would after a restart.
   */
  @Test
  void leavesEachSessionGradedAgainOrNotAndTheNextOneGoesOn(TestDatabase postgres)
      throws Exception {
    String order = order(fingerprint());
    try (Connection connection = connection(postgres);
        ServiceProcess service =
            new ServiceProcess(
                postgres,
                folder,
                "examhall.session.sweep-every=1h",
                "examhall.regrade.step=" + STEP)) {
      service.start();
      holdAScoreOfTheSecondStep(connection);
      service.post("/api/v1/grading/exams/" + exam + "/regrade", order);
      await("select count(*) from pg_stat_activity where wait_event_type = 'Lock'");
      service.kill();

      assertThat(pointsOfSessions()).containsOnly("20 × 5.00", "40 × 7.00");
      assertThat(scoresThatDoNotAddUp()).isZero();
      assertThat(Suite.page(suite.teacher(), "/teacher/grading/exams/" + exam))
          .contains("20 of 60 sessions", "<progress")
          .doesNotContain("name=\"reason\"");
      regrade(order).expectStatus().isOk().expectBody().jsonPath("$.lookedAt").isEqualTo(STEP);
      regrade(order("another")).expectStatus().isEqualTo(409);
    }

    await("select count(*) from regrade where finished_at is not null and exam_id = '%s'");
    assertThat(pointsOfSessions()).containsOnly("60 × 5.00");
    assertThat(scoresThatDoNotAddUp()).isZero();
    assertThat(timesTold()).containsOnly("60 × 1");
    regrade(order)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.lookedAt")
        .isEqualTo(SESSIONS)
        .jsonPath("$.sessions")
        .isEqualTo(SESSIONS)
        .jsonPath("$.finishedAt")
        .isNotEmpty();
    assertThat(timesTold()).containsOnly("60 × 1");
  }

  private String fingerprint() {
    Map<?, ?> preview =
        suite
            .teacher()
            .get()
            .uri("/api/v1/grading/exams/{id}/regrade", exam)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(Map.class)
            .returnResult()
            .getResponseBody();
    return String.valueOf(Objects.requireNonNull(preview).get("fingerprint"));
  }

  private static String order(String fingerprint) {
    return "{\"keyVersion\":2,\"selectAll\":\"EXACT\",\"reason\":\"C it is.\",\"fingerprint\":\"%s\"}"
        .formatted(fingerprint);
  }

  private WebTestClient.ResponseSpec regrade(String order) {
    return suite
        .teacher()
        .post()
        .uri("/api/v1/grading/exams/{id}/regrade", exam)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(order)
        .exchange();
  }

  private static Connection connection(TestDatabase postgres) throws SQLException {
    Connection connection =
        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    connection.setAutoCommit(false);
    return connection;
  }

  /** Sessions are written before their scores by question: the step waits with one half done. */
  private void holdAScoreOfTheSecondStep(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          select * from question_score where session_id = (
            select id from session where exam_id = '%s' order by id offset %d limit 1) for update
          """
              .formatted(exam, STEP + STEP / 2));
    }
  }

  private List<String> pointsOfSessions() {
    return grouped("select points_earned as what from session where exam_id = '%s'");
  }

  /** How often each session's change was told: events stay in the outbox without a broker. */
  private List<String> timesTold() {
    return grouped(
        """
        select count(o.id) as what from session s left join outbox o
          on o.body like '%%"session-regraded"%%' and o.body like '%%' || s.id || '%%'
        where s.exam_id = '%s' group by s.id
        """);
  }

  private List<String> grouped(String whats) {
    return Objects.requireNonNull(
        database
            .sql(
                "select count(*) || ' × ' || what as line from (%s) as w group by what"
                    .formatted(whats.formatted(exam)))
            .map(row -> Objects.requireNonNull(row.get("line", String.class)))
            .all()
            .collectList()
            .block());
  }

  private long scoresThatDoNotAddUp() {
    return count(
        """
        select count(*) from session s where s.exam_id = '%s' and s.points_earned <>
          (select sum(q.earned) from question_score q where q.session_id = s.id)
        """);
  }

  private void await(String something) throws InterruptedException {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (count(something) == 0) {
      assertThat(System.nanoTime()).as("in time: %s", something).isLessThan(patience);
      Thread.sleep(20);
    }
  }

  private long count(String what) {
    return Objects.requireNonNull(
        database
            .sql(what.formatted(exam))
            .map(row -> row.get(0, Long.class))
            .one()
            .block(Duration.ofMinutes(1)));
  }
}
