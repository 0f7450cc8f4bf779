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
import java.util.concurrent.locks.LockSupport;
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
@TestPropertySource(properties = "examhall.regrade.step=100")
class RegradeInNumbers {

  private static final int SESSIONS = Integer.getInteger("examhall.sessions", 3000);
  private static final int QUESTIONS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

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
    new SessionCopies(database).of(student.sessionId(), SESSIONS);
    suite.putKey(exam, Map.of("questions", key("C"))).expectStatus().isOk();

    Teacher teacher = new Teacher("t", "Teacher", ExamScope.EVERYTHING);
    long began = System.nanoTime();
    RegradePreview preview = preview(exam, teacher, began);
    print(
        "preview of %d sessions, %d changed".formatted(preview.sessions(), preview.changed()),
        began);
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
                .block(PATIENCE));
    assertThat(outcome).isInstanceOf(RegradeExam.Outcome.Done.class);
    print("first answer to the order", began);
    Regraded regraded = latest(exam, teacher);
    while (!regraded.isFinished()) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      regraded = latest(exam, teacher);
    }
    print("compared with the preview and graded again", began);
    assertThat(regraded.sessions()).isEqualTo(SESSIONS);
  }

  /** Asks again while papers are looked through, as the page does. */
  private RegradePreview preview(UUID exam, Teacher teacher, long began) {
    for (int asked = 1; ; asked++) {
      RegradeLook look =
          Objects.requireNonNull(
              regrade.preview(exam, null, SelectAllRule.EXACT, teacher).block(PATIENCE));
      if (look instanceof RegradeLook.Seen seen) {
        System.out.printf("the preview was asked for %d times%n", asked);
        return seen.preview();
      }
      print("first answer to the preview: " + look, began);
    }
  }

  private Regraded latest(UUID exam, Teacher teacher) {
    return Objects.requireNonNull(regrade.exam(exam, teacher).block(PATIENCE)).history().getFirst();
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

  private static void print(String what, long began) {
    System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - began) / 1e9);
  }
}
