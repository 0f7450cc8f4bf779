package dev.examhall.examrender.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** How teachers make exams, with a stub of asset-service and no cache. */
@RunningService
class ExamApiIT {

  @LocalServerPort private int port;
  private Suite suite;

  @BeforeEach
  void suite() {
    suite = new Suite(port);
  }

  @Test
  void makesAnExamStepByStepAndLinksItsFiles() {
    UUID exam = suite.activeExam(45);

    suite
        .teacher()
        .get()
        .uri("/api/v1/exams/{id}", exam)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.activeVersion")
        .isEqualTo(1)
        .jsonPath("$.booklet.pages")
        .isEqualTo(12)
        .jsonPath("$.booklet.bytes")
        .isEqualTo(40_000)
        .jsonPath("$.tracks[0].durationSeconds")
        .isEqualTo(31.5)
        .jsonPath("$.missingQuestions")
        .isEmpty();
    assertThat(Suite.assets().links(exam))
        .matches("\\{\"hashes\":\\[\"[0-9a-f]{64}\",\"[0-9a-f]{64}\"\\]\\}");
    assertThat(Suite.assets().authorizations()).allMatch(header -> header.startsWith("Bearer ey"));
    suite
        .teacher()
        .get()
        .uri("/api/v1/exams/{id}/answer-key", exam)
        .exchange()
        .expectBody()
        .jsonPath("$.questions[4].parts[1].texts[0]")
        .isEqualTo("Seoul");
  }

  @Test
  void leavesRunningSessionsTheVersionTheyStartedWith() {
    UUID exam = suite.activeExam(30);
    suite.placeEverybodyIn(exam);
    Student student = suite.runningStudent("Versioned");
    student.save(1, 1, Student.choices("B")).expectStatus().isOk();

    suite
        .putKey(
            exam,
            Map.of(
                "questions",
                List.of(
                    Suite.question(
                        1, "ONE_CHOICE", 2, Suite.part("ONE_CHOICE", 5, List.of("A"), List.of())))))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.version")
        .isEqualTo(2)
        .jsonPath("$.activeVersion")
        .isEqualTo(1)
        .jsonPath("$.missingQuestions.length()")
        .isEqualTo(4);
    suite
        .teacher()
        .post()
        .uri("/api/v1/exams/{id}/activation", exam)
        .exchange()
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.missingQuestions[0]")
        .isEqualTo(2);

    student.submit().expectStatus().isOk();
    assertThat(body(student.page("result"))).contains("2 of 7 points");
  }

  @Test
  void storesNothingOfAKeyWithProblemsAndListsThemByQuestion() {
    UUID exam = suite.newExam("Key problems", 10, 3);
    List<Map<String, Object>> key =
        List.of(
            Suite.question(
                1, "ONE_CHOICE", 2, Suite.part("ONE_CHOICE", 5, List.of("B"), List.of())),
            Suite.question(
                2, "ONE_CHOICE", 2, Suite.part("ONE_CHOICE", 5, List.of("J"), List.of())),
            Suite.question(9, "SHORT", 2, Suite.part("SHORT", 0, List.of(), List.of())));

    suite
        .putKey(exam, Map.of("questions", key))
        .expectStatus()
        .isEqualTo(422)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/invalid-answer-key")
        .jsonPath("$.problems[0].question")
        .isEqualTo(2)
        .jsonPath("$.problems[1].question")
        .isEqualTo(9)
        .jsonPath("$.problems[2].question")
        .isEqualTo(9);
    suite
        .teacher()
        .get()
        .uri("/api/v1/exams/{id}", exam)
        .exchange()
        .expectBody()
        .jsonPath("$.missingQuestions.length()")
        .isEqualTo(3);
    suite.putKey(exam, Map.of("questions", "none")).expectStatus().isBadRequest();
    suite.putKey(UUID.randomUUID(), Map.of("questions", key)).expectStatus().isNotFound();
  }

  @Test
  void handsOnWhatTheMediaStoreSaysAboutAFile() {
    UUID exam = suite.newExam("No PDF", 10, 3);

    suite
        .uploadBooklet(exam, 5)
        .expectStatus()
        .isEqualTo(422)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/not-a-pdf")
        .jsonPath("$.detail")
        .isEqualTo("The file is not a PDF. Save it as PDF and choose it again.");
    suite.uploadBooklet(UUID.randomUUID(), 5000).expectStatus().isNotFound();
  }

  @Test
  void streamsALargeBookletThrough() {
    UUID exam = suite.newExam("Large", 10, 3);

    suite
        .uploadBooklet(exam, 9 << 20)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.booklet.bytes")
        .isEqualTo(9 << 20);
  }

  @Test
  void refusesTracksOutsideTheExamAndOverOneAnother() {
    UUID exam = suite.newExam("Tracks", 10, 10);
    addTrack(exam, 1, 4).expectStatus().isCreated();

    addTrack(exam, 5, 11).expectStatus().isEqualTo(422);
    addTrack(exam, 6, 5).expectStatus().isEqualTo(422);
    addTrack(exam, 0, 3).expectStatus().isEqualTo(422);
    addTrack(exam, 4, 6).expectStatus().isEqualTo(422);
    addTrack(exam, 5, 6).expectStatus().isCreated();
  }

  @Test
  void saysByFieldWhatIsWrongWithANewExam() {
    Map<String, Object> input = new HashMap<>();
    input.put("name", " ");
    input.put("timerMinutes", 181);
    input.put("questionCount", 0);
    input.put("options", 11);

    suite
        .teacher()
        .post()
        .uri("/api/v1/exams")
        .bodyValue(input)
        .exchange()
        .expectStatus()
        .isEqualTo(422)
        .expectBody()
        .jsonPath("$.problems.name")
        .isNotEmpty()
        .jsonPath("$.problems.timerMinutes")
        .isNotEmpty()
        .jsonPath("$.problems.questionCount")
        .isNotEmpty()
        .jsonPath("$.problems.options")
        .isNotEmpty();
  }

  @Test
  void hidesAnExamFromWhoeverHasNothingToDoWithIt() {
    UUID exam = suite.newExam("Private", 10, 3);

    for (WebTestClient.RequestHeadersSpec<?> stranger :
        List.of(
            suite.colleague("TEACHER").get().uri("/api/v1/exams/{id}", exam),
            suite.colleague("TEACHER").get().uri("/api/v1/exams/{id}/answer-key", exam),
            suite
                .colleague("TEACHER", "PROCTOR")
                .put()
                .uri("/api/v1/exams/{id}/answer-key", exam)
                .bodyValue(Map.of("questions", Suite.key())),
            suite
                .colleague("TEACHER")
                .put()
                .uri("/api/v1/exams/{id}/booklet", exam)
                .contentType(MediaType.APPLICATION_PDF)
                .bodyValue(new byte[5000]),
            suite.colleague("TEACHER").post().uri("/api/v1/exams/{id}/activation", exam),
            suite.colleague("TEACHER").delete().uri("/api/v1/exams/{id}/activation", exam))) {
      stranger
          .exchange()
          .expectStatus()
          .isNotFound()
          .expectBody()
          .jsonPath("$.type")
          .isEqualTo("/problems/exam-not-found");
    }
    assertThat(listedFor(suite.colleague("TEACHER"))).doesNotContain(exam.toString());
    assertThat(listedFor(suite.teacher())).contains(exam.toString());
    for (String role : List.of("HEAD_TEACHER", "OPERATOR")) {
      assertThat(listedFor(suite.colleague(role))).contains(exam.toString());
      suite
          .colleague(role)
          .get()
          .uri("/api/v1/exams/{id}", exam)
          .exchange()
          .expectStatus()
          .isOk()
          .expectBody()
          .jsonPath("$.missingQuestions.length()")
          .isEqualTo(3);
    }
  }

  private static String listedFor(WebTestClient person) {
    return body(person.get().uri("/api/v1/exams").exchange().expectStatus().isOk());
  }

  @Test
  void isForTeachersAlone() {
    UUID exam = suite.newExam("Rights", 10, 3);
    for (WebTestClient caller :
        List.of(suite.visitor(), suite.service(), suite.person("PROCTOR"))) {
      for (String path :
          List.of(
              "/api/v1/exams",
              "/api/v1/exams/" + exam + "/answer-key",
              "/api/v1/placement/levels",
              "/teacher/dashboard")) {
        caller.get().uri(path).exchange().expectStatus().isForbidden();
      }
    }
    for (String path :
        List.of(
            "/",
            "/api/v1/exams",
            "/teacher/sessions",
            "/actuator/health",
            "/actuator/prometheus",
            "/v3/api-docs",
            "/nowhere")) {
      suite.stranger().get().uri(path).exchange().expectStatus().isUnauthorized();
    }
    suite
        .stranger()
        .method(HttpMethod.POST)
        .uri("/start")
        .exchange()
        .expectStatus()
        .isUnauthorized();
    suite.stranger().get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
    suite.service().get().uri("/v3/api-docs").exchange().expectStatus().isOk();
  }

  @Test
  void escapesWhatTeachersAndStudentsType() {
    UUID exam = suite.activeExam(30);
    suite.placeEverybodyIn(exam);
    Student student = suite.matchedStudent("<script>alert(1)</script>");

    for (String page :
        List.of(
            body(student.page("notice")),
            body(
                suite
                    .teacher()
                    .get()
                    .uri("/teacher/sessions?q=alert")
                    .accept(MediaType.TEXT_HTML)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .exists("Content-Security-Policy")))) {
      assertThat(page).contains("&lt;script&gt;").doesNotContain("<script>alert");
    }
  }

  private WebTestClient.ResponseSpec addTrack(UUID exam, int first, int last) {
    return suite
        .teacher()
        .post()
        .uri(
            "/api/v1/exams/{id}/tracks?firstQuestion={first}&lastQuestion={last}",
            exam,
            first,
            last)
        .contentType(MediaType.parseMediaType("audio/mpeg"))
        .bodyValue(new byte[2000])
        .exchange();
  }

  private static String body(WebTestClient.ResponseSpec answer) {
    return new String(
        Objects.requireNonNull(answer.expectBody().returnResult().getResponseBody()),
        StandardCharsets.UTF_8);
  }
}
