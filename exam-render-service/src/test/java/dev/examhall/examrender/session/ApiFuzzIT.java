package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import dev.examhall.testkit.openapi.ApiFuzz;
import dev.examhall.testkit.openapi.Operation;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whatever is asked of the service, it answers as its own document says. */
class ApiFuzzIT extends AtTheService {

  private static final Set<String> OF_PEOPLE =
      Set.of("time", "live", "grading", "results", "exam", "placement");

  @Test
  void answersWhateverIsAskedAsItsDocumentSays() throws InterruptedException {
    anExamForEverybody();
    UUID exam = suite.activeExam(20);
    Student student = suite.runningStudent("Fuzz One");
    Student other = suite.runningStudent("Fuzz Two");

    Map<Integer, Integer> statuses =
        ApiFuzz.of(URI.create("http://127.0.0.1:" + port))
            .caller("teacher", () -> ApiFuzz.bearer(Suite.token("TEACHER")), ApiFuzzIT::isStudents)
            .caller("head teacher", () -> ApiFuzz.bearer(Suite.token("HEAD_TEACHER")))
            .caller("proctor", () -> ApiFuzz.bearer(Suite.token("PROCTOR")), ApiFuzzIT::isStudents)
            .caller(
                "student",
                () ->
                    Map.of(
                        "Authorization",
                        "Bearer " + Suite.visitorToken(),
                        "Cookie",
                        "examhall_student=" + student.token()),
                ApiFuzzIT::isPeoples)
            .caller(
                "visitor",
                () -> ApiFuzz.bearer(Suite.visitorToken()),
                operation -> isPeoples(operation) || isStudents(operation))
            .strangers(Suite::tokenForAnotherService)
            .known("id", student.sessionId().toString(), other.sessionId().toString())
            .known("sessionId", student.sessionId().toString())
            .known("examId", exam.toString())
            .known("levelCode", "CORE-1")
            .known("code", "CORE-1", "CORE-2")
            .ask(ApiFuzz.REQUESTS * 2);

    assertThat(statuses).containsKeys(200, 400, 401, 403, 404);
  }

  private static boolean isPeoples(Operation operation) {
    return operation.path().startsWith("/teacher")
        || operation.tags().stream().anyMatch(OF_PEOPLE::contains);
  }

  private static boolean isStudents(Operation operation) {
    return operation.tags().contains("session");
  }
}
