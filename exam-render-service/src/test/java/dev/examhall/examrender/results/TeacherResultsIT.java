package dev.examhall.examrender.results;

import static dev.examhall.examrender.Suite.Student.choices;
import static dev.examhall.examrender.Suite.Student.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.MovableClock;
import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

/** What teachers do with sessions that have ended. */
@RunningService
class TeacherResultsIT {

  @LocalServerPort private int port;
  @Autowired private MovableClock clock;
  @Autowired private DatabaseClient database;
  private Suite suite;
  private UUID exam;

  @BeforeEach
  void anExam() {
    suite = new Suite(port);
    clock.reset();
    exam = suite.activeExam(30);
    suite.placeEverybodyIn(exam);
  }

  @AfterEach
  void backToRealTime() {
    clock.reset();
  }

  @Test
  void gradesLongAnswersWithinTheirBoundsUntilNoneWaits() {
    Student one = handedIn("Writes much", "B");
    Student two = handedIn("Writes little", "C");
    assertThat(waiting()).isEqualTo(2);

    give(one, 4, "5.5", "").expectStatus().isEqualTo(422);
    give(one, 4, "-1", "").expectStatus().isEqualTo(422);
    give(one, 4, "1.234", "").expectStatus().isEqualTo(422);
    give(one, 1, "1", "").expectStatus().isEqualTo(422);
    give(one, 4, "3.5", "Well put.")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.gradable")
        .isEqualTo(12)
        .jsonPath("$.earned")
        .isEqualTo(10.5);
    assertThat(waiting()).isEqualTo(1);
    // the last word counts, and the same again changes nothing
    give(one, 4, "4", "Better.").expectStatus().isOk();
    give(one, 4, "4", "Better.").expectBody().jsonPath("$.earned").isEqualTo(11);
    give(two, 4, "0", "").expectBody().jsonPath("$.earned").isEqualTo(5);
    assertThat(waiting()).isZero();
    assertThat(events("answer-graded", one)).isEqualTo(3);
    give(suite.colleague("TEACHER"), one, 4, "1", "").expectStatus().isNotFound();
    give(suite.person("PROCTOR"), one, 4, "1", "").expectStatus().isForbidden();
  }

  @Test
  void gradesInAQueueWithoutScriptsBlindIfWanted() {
    Student student = handedIn("Has a name", "B");
    String page = page("/teacher/grading?exam=" + exam);
    assertThat(page).contains("Has a name", "An essay of Has a name");
    assertThat(page("/teacher/grading?exam=" + exam + "&blind=true"))
        .contains("/teacher/grading")
        .doesNotContain(">Has a name<");
    assertThat(post("/teacher/grading", grade(student, "9"), 422))
        .contains("aria-invalid=\"true\"");
    String ownPage = "/teacher/sessions/" + student.sessionId() + "/grades/4";
    assertThat(post(ownPage, Map.of("points", "9", "comment", "Kept"), 422))
        .contains("id=\"e4\"", "value=\"9\"", "value=\"Kept\"");
    post("/teacher/grading", grade(student, "2,5"), 303);
    assertThat(page("/teacher/grading?exam=" + exam)).doesNotContain("An essay of Has a name");
    assertThat(page("/teacher/results/sessions/" + student.sessionId()))
        .contains("9.5", "Thoughtful");
  }

  @Test
  void saysWhatRegradingChangesBeforeItDoesAndDoesItOnce() {
    Student b = handedIn("Chose B", "B");
    Student c = handedIn("Chose C", "C");
    give(b, 4, "0", "").expectStatus().isOk();
    give(c, 4, "3", "").expectStatus().isOk();
    // C was right: a new version of the exam, since the old one has sessions
    List<Map<String, Object>> key = new ArrayList<>(Suite.key());
    key.set(
        0,
        Suite.question(1, "ONE_CHOICE", 2, Suite.part("ONE_CHOICE", 5, List.of("C"), List.of())));
    suite.putKey(exam, Map.of("questions", key)).expectStatus().isOk();

    Map<?, ?> preview = regradePreview();
    assertThat(preview.get("keyVersion")).isEqualTo(2);
    assertThat((List<?>) preview.get("changes")).hasSize(2);
    assertThat(preview.get("changed")).isEqualTo(2);
    assertThat(preview.get("newPasses")).isEqualTo(0);
    assertThat(preview.get("newFails")).isEqualTo(0);
    Map<?, ?> flips =
        (Map<?, ?>) ((List<?>) Objects.requireNonNull(preview.get("changes"))).getFirst();
    assertThat(flips.get("student")).isEqualTo("Chose B");
    assertThat(flips.get("passedFrom")).isEqualTo(false);
    assertThat(earned(b)).isEqualTo("7.00");

    Map<String, Object> order = new HashMap<>();
    order.put("keyVersion", 2);
    order.put("selectAll", "EXACT");
    order.put("reason", "The key of question 1 was wrong.");
    assertThat(post("/teacher/grading/exams/" + exam, Map.of("version", "2", "reason", " "), 422))
        .contains("id=\"reason-error\"");
    order.put("fingerprint", "something else");
    regrade(order).expectStatus().isEqualTo(409);
    order.put("fingerprint", preview.get("fingerprint"));
    String first = id(regrade(order));
    String again = id(regrade(order));
    assertThat(again).isEqualTo(first);
    assertThat(earned(b)).isEqualTo("5.00");
    assertThat(earned(c)).isEqualTo("10.00");
    assertThat(events("session-regraded", b)).isEqualTo(1);
    assertThat((List<?>) regradePreview().get("changes")).isEmpty();
    // what a teacher gives afterwards is added to the new key's points
    give(b, 4, "1", "").expectBody().jsonPath("$.earned").isEqualTo(6);
    assertThat(page("/teacher/grading/exams/" + exam)).contains("The key of question 1 was wrong.");
  }

  @Test
  void givesSharesForSelectAllByTheExamsRule() {
    Student student = suite.runningStudent("Half right");
    student.save(2, 1, choices("A")).expectStatus().isOk();
    student.submit().expectStatus().isOk();
    assertThat(earned(student)).isEqualTo("0.00");
    Map<?, ?> preview = regradePreview("?selectAll=PARTIAL");
    regrade(
            Map.of(
                "keyVersion",
                1,
                "selectAll",
                "PARTIAL",
                "reason",
                "Shares are fair.",
                "fingerprint",
                Objects.requireNonNull(preview.get("fingerprint"))))
        .expectStatus()
        .isOk();
    assertThat(earned(student)).isEqualTo("1.00");
    Student next = suite.runningStudent("Next");
    next.save(2, 1, choices("A", "C", "D")).expectStatus().isOk();
    next.submit().expectStatus().isOk();
    assertThat(earned(next)).isEqualTo("1.00");
  }

  @Test
  void letsARefusedAnswerCount() {
    Student student = suite.runningStudent("Two tabs");
    student.save(1, 2, choices("C")).expectStatus().isOk();
    student.save(1, 1, choices("B")).expectStatus().isEqualTo(409);
    student.submit().expectStatus().isOk();
    assertThat(earned(student)).isEqualTo("0.00");
    UUID variant =
        Objects.requireNonNull(
            database
                .sql("select id from answer_variant where session_id = :id")
                .bind("id", student.sessionId())
                .map(row -> row.get("id", UUID.class))
                .one()
                .block());
    String address = "/teacher/sessions/" + student.sessionId();
    assertThat(page(address)).contains("from an older tab", "Use this one");
    post(address + "/variants/" + variant, Map.of(), 303);
    assertThat(earned(student)).isEqualTo("2.00");
    assertThat(page(address)).contains("replaced");
    assertThat(events("answer-replaced", student)).isEqualTo(1);
  }

  @Test
  void showsASessionWithItsLedgerAndKeepsAnswersFromProctors() {
    Student student = suite.runningStudent("Detailed");
    student.save(1, 1, choices("B")).expectStatus().isOk();
    String address = "/teacher/sessions/" + student.sessionId();
    post(
        address + "/time-changes",
        Map.of("kind", "EXTRA_TIME", "minutes", "5", "reason", "Noise"),
        200);
    String page = page(address);
    assertThat(page)
        .contains(
            "Detailed", "Noise", "Start and sum make the deadline", "35:00", "colour / color");
    String watched = Suite.page(suite.person("PROCTOR"), address);
    assertThat(watched)
        .contains("Detailed", "Noise")
        .doesNotContain("colour / color", "href=\"/teacher/results");
    suite
        .colleague("TEACHER")
        .get()
        .uri(address)
        .accept(MediaType.TEXT_HTML)
        .exchange()
        .expectStatus()
        .isNotFound();
    suite
        .person("PROCTOR")
        .get()
        .uri("/api/v1/sessions/{id}/details", student.sessionId())
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.questions.length()")
        .isEqualTo(0)
        .jsonPath("$.ledger.length()")
        .isEqualTo(2);
  }

  @Test
  void listsResultsWithTheChangeAgainstTheTimeBefore() {
    handedIn("=Formula", "C");
    Student better = suite.runningStudent("=Formula");
    better.save(1, 1, choices("B")).expectStatus().isOk();
    better.save(2, 1, choices("A", "C")).expectStatus().isOk();
    better.save(3, 1, text("color")).expectStatus().isOk();
    better.save(5, 1, choices("D"), text("seoul")).expectStatus().isOk();
    better.submit().expectStatus().isOk();

    assertThat(page("/teacher/results/exams/" + exam)).contains("=Formula", "+28.57");
    String csv =
        new String(
            Objects.requireNonNull(
                suite
                    .teacher()
                    .get()
                    .uri("/api/v1/results/exams/{id}/csv", exam)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .contentType("text/csv;charset=UTF-8")
                    .expectBody()
                    .returnResult()
                    .getResponseBody()),
            StandardCharsets.UTF_8);
    assertThat(csv).startsWith("\uFEFFsession,exam").contains(",'=Formula,");
    assertThat(csv.lines()).hasSize(3);
    assertThat(page("/teacher/results?q=formula")).contains("=Formula");
    assertThat(page("/teacher/results/sessions/" + better.sessionId())).contains("100", "+28.57");
    assertThat(page("/teacher/results/exams/" + exam + "/statistics")).contains("role=\"img\"");
    assertThat(page("/teacher/sessions?q=formula"))
        .contains("/teacher/sessions/" + better.sessionId());
    suite
        .teacher()
        .get()
        .uri("/api/v1/results/exams/{id}/statistics", exam)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.papers")
        .isEqualTo(2)
        .jsonPath("$.items.length()")
        .isEqualTo(4)
        .jsonPath("$.ungraded[0]")
        .isEqualTo(4)
        .jsonPath("$.items[0].facility")
        .isEqualTo(0.5);
    suite
        .colleague("TEACHER")
        .get()
        .uri("/api/v1/results/exams/{id}/statistics", exam)
        .exchange()
        .expectStatus()
        .isNotFound();
  }

  @Test
  void addsUpTimeByQuestionOverDevicesAndBelievesNoneThatGoesBack() {
    Student student = suite.runningStudent("Timed");
    UUID here = UUID.randomUUID();
    time(student, here, 20, 65).expectStatus().isNoContent();
    time(student, here, 10, 70, 5).expectStatus().isNoContent();
    time(student, UUID.randomUUID(), 0, 30).expectStatus().isNoContent();
    time(student, here, -1).expectStatus().isBadRequest();
    time(student, here, 14_401).expectStatus().isBadRequest();
    time(student, here).expectStatus().isBadRequest();
    student.submit().expectStatus().isOk();
    // the last words may be slower than the submission
    time(student, here, 20, 70, 6).expectStatus().isNoContent();

    assertThat(page("/teacher/sessions/" + student.sessionId()))
        .containsSubsequence(">0:20<", ">1:40<", ">0:06<", ">–<");
    assertThat(Suite.page(suite.person("PROCTOR"), "/teacher/sessions/" + student.sessionId()))
        .doesNotContain(">1:40<");
    suite
        .teacher()
        .get()
        .uri("/api/v1/results/exams/{id}/statistics", exam)
        .exchange()
        .expectBody()
        .jsonPath("$.items[1].time.median")
        .isEqualTo(100)
        .jsonPath("$.items[3].number")
        .isEqualTo(5)
        .jsonPath("$.items[3].time.median")
        .isEqualTo(0);
    assertThat(page("/teacher/results/exams/" + exam + "/statistics")).contains("2: 1:40");
  }

  private static WebTestClient.ResponseSpec time(Student student, UUID device, int... seconds) {
    return student
        .browser()
        .put()
        .uri("/api/v1/sessions/{id}/position", student.sessionId())
        .bodyValue(
            Map.of("question", 1, "page", 1, "time", Map.of("device", device, "seconds", seconds)))
        .exchange();
  }

  /** All right but for the first question; without points for the essay yet: 5 or 7 of 7. */
  private Student handedIn(String name, String choice) {
    Student student = suite.runningStudent(name);
    student.save(1, 1, choices(choice)).expectStatus().isOk();
    student.save(2, 1, choices("A", "C")).expectStatus().isOk();
    student.save(3, 1, text("colour")).expectStatus().isOk();
    student.save(4, 1, text("An essay of " + name)).expectStatus().isOk();
    student.save(5, 1, choices("D"), text("Seoul")).expectStatus().isOk();
    student.submit().expectStatus().isOk();
    return student;
  }

  private WebTestClient.ResponseSpec give(
      Student student, int number, String points, String comment) {
    return give(suite.teacher(), student, number, points, comment);
  }

  private static WebTestClient.ResponseSpec give(
      WebTestClient client, Student student, int number, String points, String comment) {
    return client
        .put()
        .uri("/api/v1/grading/sessions/{id}/questions/{number}", student.sessionId(), number)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue("{\"points\":%s,\"comment\":\"%s\"}".formatted(points, comment))
        .exchange();
  }

  private Map<String, String> grade(Student student, String points) {
    return Map.of(
        "session",
        student.sessionId().toString(),
        "number",
        "4",
        "exam",
        exam.toString(),
        "question",
        "4",
        "points",
        points,
        "comment",
        "Thoughtful");
  }

  private int waiting() {
    Map<?, ?> queue =
        suite
            .teacher()
            .get()
            .uri("/api/v1/grading/queue")
            .exchange()
            .expectBody(Map.class)
            .returnResult()
            .getResponseBody();
    return ((List<?>) Objects.requireNonNull(Objects.requireNonNull(queue).get("waiting")))
        .stream()
            .map(each -> (Map<?, ?>) each)
            .filter(each -> exam.toString().equals(each.get("examId")))
            .mapToInt(each -> (Integer) Objects.requireNonNull(each.get("answers")))
            .sum();
  }

  private Map<?, ?> regradePreview() {
    return regradePreview("");
  }

  private Map<?, ?> regradePreview(String query) {
    return Objects.requireNonNull(
        suite
            .teacher()
            .get()
            .uri("/api/v1/grading/exams/" + exam + "/regrade" + query)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(Map.class)
            .returnResult()
            .getResponseBody());
  }

  private WebTestClient.ResponseSpec regrade(Map<String, ?> order) {
    return suite
        .teacher()
        .post()
        .uri("/api/v1/grading/exams/{id}/regrade", exam)
        .bodyValue(order)
        .exchange();
  }

  private static String id(WebTestClient.ResponseSpec answer) {
    Map<?, ?> body =
        answer.expectStatus().isOk().expectBody(Map.class).returnResult().getResponseBody();
    return String.valueOf(Objects.requireNonNull(body).get("id"));
  }

  private String earned(Student student) {
    return Objects.requireNonNull(
        database
            .sql("select points_earned::text as earned from session where id = :id")
            .bind("id", student.sessionId())
            .map(row -> row.get("earned", String.class))
            .one()
            .block());
  }

  /** The outbox keeps events while there is no broker. */
  private long events(String verb, Student student) {
    return Objects.requireNonNull(
        database
            .sql(
                "select count(*) as events from outbox where body like :verb and body"
                    + " like :id")
            .bind("verb", "%\"" + verb + "\"%")
            .bind("id", "%" + student.sessionId() + "%")
            .map(row -> row.get("events", Long.class))
            .one()
            .block());
  }

  private String page(String path) {
    return Suite.page(suite.teacher(), path);
  }

  private String post(String path, Map<String, String> fields, int status) {
    BodyInserters.FormInserter<String> form = BodyInserters.fromFormData("none", "");
    for (Map.Entry<String, String> field : fields.entrySet()) {
      form = form.with(field.getKey(), field.getValue());
    }
    String page =
        suite
            .teacher()
            .post()
            .uri(path)
            .contentType(MediaType.APPLICATION_FORM_URLENCODED)
            .accept(MediaType.TEXT_HTML)
            .body(form)
            .exchange()
            .expectStatus()
            .isEqualTo(status)
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    return page == null ? "" : page;
  }
}
