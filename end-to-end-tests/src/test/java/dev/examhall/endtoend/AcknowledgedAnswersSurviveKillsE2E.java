package dev.examhall.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each process of the suite is killed (-9) in turn while students save (of several instances one);
 * the launcher starts it again. Writes what the students met to {@code target/suite/kills.txt}.
 */
@ExtendWith(SuiteExtension.class)
@Isolated("others need the processes")
class AcknowledgedAnswersSurviveKillsE2E {

  private static final int STUDENTS = 3;

  /** Saves of each student before the kill, and after it. */
  private static final int SAVES = 15;

  private static final Duration RESTART = Duration.ofSeconds(120);

  @ParameterizedTest(name = "kill -9 {0}")
  @ValueSource(
      strings = {
        "monitoring-service",
        "activity-log-service",
        "asset-service",
        "cache-service",
        "redis",
        "kafka",
        "postgresql",
        "exam-render-service",
        "gateway"
      })
  void noAcknowledgedAnswerIsMissingAfterAKill(String process, RunningSuite suite)
      throws Exception {
    List<StudentScript> scripts = new ArrayList<>();
    List<SavingStudent> students = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < STUDENTS; i++) {
      StudentScript script = new StudentScript(suite.gateway());
      script.startExam("Student " + (i + 1));
      scripts.add(script);
      SavingStudent student = new SavingStudent(script);
      students.add(student);
      threads.add(Thread.ofPlatform().name("student-" + i).start(student));
    }
    awaitMoreSaves(students);

    List<Long> killed = suite.killOne(process);
    suite.awaitRestarted(process, killed, RESTART);
    awaitMoreSaves(students);
    students.forEach(SavingStudent::stop);
    for (Thread thread : threads) {
      thread.join();
    }

    report(suite, process, students);
    for (SavingStudent student : students) {
      assertThat(student.saves()).isPositive();
      assertThat(student.missing()).isEmpty();
    }
    for (StudentScript script : scripts) {
      StudentScript.Reply receipt = script.submit();
      assertThat(receipt.status()).isEqualTo(200);
      assertThat(script.submit().body()).isEqualTo(receipt.body());
    }
  }

  private static void awaitMoreSaves(List<SavingStudent> students) throws InterruptedException {
    long deadline = System.nanoTime() + RESTART.toNanos();
    for (SavingStudent student : students) {
      int wanted = student.saves() + SAVES;
      while (student.saves() < wanted) {
        assertThat(System.nanoTime()).as("students can save again in time").isLessThan(deadline);
        Thread.sleep(20);
      }
    }
  }

  private static void report(RunningSuite suite, String process, List<SavingStudent> students)
      throws IOException {
    StringBuilder line = new StringBuilder();
    line.append(
        "%-22s %5d saves acknowledged, longest pause %5d ms, refused:"
            .formatted(
                process,
                students.stream().mapToInt(SavingStudent::saves).sum(),
                students.stream().mapToLong(SavingStudent::longestGapMillis).max().orElse(0)));
    students.forEach(student -> line.append(' ').append(student.failures()));
    line.append(System.lineSeparator());
    Files.writeString(
        suite.work().resolve("kills.txt"),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
