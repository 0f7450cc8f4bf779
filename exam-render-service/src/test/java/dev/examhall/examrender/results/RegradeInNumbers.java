package dev.examhall.examrender.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.MovableClock;
import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.exam.Teacher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.context.TestPropertySource;

/**
 * Grades 3,000 sessions of 50 questions again and prints how long that takes. Not part of a build:
 * {@code mvn -pl exam-render-service -am verify -Dit.test=RegradeInNumbers}.
 */
@RunningService
@TestPropertySource(properties = {"examhall.regrade.step=100", "examhall.regrade.answer-after=10m"})
class RegradeInNumbers {

  private static final int SESSIONS = Integer.getInteger("examhall.sessions", 3000);
  private static final int QUESTIONS = 50;
  private static final int AT_ONCE = 200;

  @LocalServerPort private int port;
  @Autowired private MovableClock clock;
  @Autowired private DatabaseClient database;
  @Autowired private RegradeExam regrade;

  @Test
  void gradesThousandsOfSessionsAgain() {
    Suite suite = new Suite(port);
    UUID exam = suite.newExam("Large", 60, QUESTIONS);
    suite.uploadBooklet(exam, 1000).expectStatus().isOk();
    suite.putKey(exam, Map.of("questions", key("B"))).expectStatus().isOk();
    suite
        .teacher()
        .post()
        .uri("/api/v1/exams/{id}/activation", exam)
        .exchange()
        .expectStatus()
        .is2xxSuccessful();
    suite.placeEverybodyIn(exam);
    Student student = suite.runningStudent("Model");
    for (int number = 1; number <= QUESTIONS; number++) {
      student.save(number, 1, Student.choices("B")).expectStatus().isOk();
    }
    student.submit().expectStatus().isOk();
    copies(student.sessionId());
    suite.putKey(exam, Map.of("questions", key("C"))).expectStatus().isOk();

    Teacher teacher = new Teacher("t", "Teacher", ExamScope.EVERYTHING);
    System.gc();
    long heap = used();
    long began = System.nanoTime();
    RegradePreview preview =
        Objects.requireNonNull(regrade.preview(exam, null, SelectAllRule.EXACT, teacher).block());
    print(
        "preview of %d sessions, %d changed".formatted(preview.sessions(), preview.changed()),
        began);
    System.gc();
    System.out.printf("heap kept by the preview: %d KB%n", (used() - heap) / 1024);
    began = System.nanoTime();
    RegradeExam.Outcome outcome =
        Objects.requireNonNull(
            regrade
                .apply(
                    exam,
                    preview.keyVersion(),
                    SelectAllRule.EXACT,
                    "Measured",
                    preview.fingerprint(),
                    teacher)
                .block(Duration.ofMinutes(10)));
    print("graded again with preview, steps of 100", began);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            RegradeExam.Outcome.Done.class,
            done -> {
              assertThat(done.regraded().isFinished()).isTrue();
              assertThat(done.regraded().sessions()).isEqualTo(SESSIONS);
            });
  }

  /** A few at a time, since a statement may not take long. */
  private void copies(UUID model) {
    run("create table copies (n integer, id uuid)");
    run(
        "insert into copies select n, gen_random_uuid() from generate_series(1, %d) n"
            .formatted(SESSIONS - 1));
    for (int from = 1; from < SESSIONS; from += AT_ONCE) {
      String some = "copies c where c.n >= %d and c.n < %d".formatted(from, from + AT_ONCE);
      run(
          """
          insert into session select (jsonb_populate_record(null::session,
            to_jsonb(s) || jsonb_build_object('id', c.id))).* from session s, %s and s.id = '%s'
          """
              .formatted(some, model));
      run(
          """
          insert into answer (session_id, number, revision, parts, saved_at, late)
          select c.id, a.number, a.revision, a.parts, a.saved_at, a.late from answer a, %s
          and a.session_id = '%s'
          """
              .formatted(some, model));
      run(
          """
          insert into question_score (session_id, number, earned, gradable, possible)
          select c.id, q.number, q.earned, q.gradable, q.possible from question_score q, %s
          and q.session_id = '%s'
          """
              .formatted(some, model));
    }
    run("drop table copies");
    run("analyze session, answer, question_score");
  }

  private void run(String statement) {
    database.sql(statement).then().block(Duration.ofMinutes(1));
  }

  private static List<Map<String, Object>> key(String firstAnswer) {
    List<Map<String, Object>> questions = new ArrayList<>();
    for (int number = 1; number <= QUESTIONS; number++) {
      questions.add(
          Suite.question(
              number,
              "ONE_CHOICE",
              1,
              Suite.part("ONE_CHOICE", 5, List.of(number == 1 ? firstAnswer : "B"), List.of())));
    }
    return questions;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void print(String what, long began) {
    System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - began) / 1e9);
  }
}
