package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.MovableClock;
import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The exam page as the running service sends it. */
@RunningService
class StudentTestPageIT {

  private static UUID exam;

  @LocalServerPort private int port;
  @Autowired private MovableClock clock;
  @Autowired private DatabaseClient database;
  @Autowired private RunningService.FilteredRequests filtered;
  private Suite suite;

  @BeforeEach
  void anExamForEverybody() {
    suite = new Suite(port);
    clock.reset();
    if (exam == null) {
      exam = suite.activeExam(30);
    }
    suite.placeEverybodyIn(exam);
  }

  @AfterEach
  void backToRealTime() {
    clock.reset();
  }

  @Test
  void holdsEveryComponentTheBundleAndTheSession() {
    Student student = suite.matchedStudent("<b>Kim</b>");
    student.start();

    String html = html(student);

    assertThat(html)
        .contains("id=\"pdf_viewer_default\"", "id=\"timer_default\"", ">30:00<")
        .contains("id=\"question_nav_default\"", "id=\"answer_sheet_default\"", "id=\"q5\"")
        .contains("class=\"component-audio_player\"")
        .contains("src=\"/assets/student_test-1.js\"", "integrity=\"sha384-s\"")
        .contains("&lt;b&gt;Kim&lt;/b&gt;")
        .doesNotContain("<b>Kim")
        .doesNotContain("colour", "Seoul");
    assertThat(json(html, "page-config").at("/resources/pdfWorker").asString())
        .isEqualTo("/assets/pdf.worker-1.js");
    JsonNode session = json(html, "session-data");
    assertThat(session.get("state").asString()).isEqualTo("STARTED");
    assertThat(session.get("deadline").isNull()).isTrue();
  }

  @Test
  void bringsSavedAnswersBack() {
    Student student = suite.matchedStudent("Lee");
    student.start();
    student.contentReady();
    student.save(1, 1, Student.choices("B")).expectStatus().isOk();
    student.save(3, 4, Student.text("</script>")).expectStatus().isOk();

    JsonNode session = json(html(student), "session-data");

    assertThat(session.get("state").asString()).isEqualTo("RUNNING");
    assertThat(session.at("/answers/1/parts/0/choices/0").asString()).isEqualTo("B");
    assertThat(session.at("/answers/3/parts/0/text").asString()).isEqualTo("</script>");
    assertThat(session.at("/answers/3/revision").asInt()).isEqualTo(4);
    byte[] state = student.state().expectBody().returnResult().getResponseBodyContent();
    assertThat(answers(session)).isEqualTo(answers(JsonMapper.shared().readTree(state)));
  }

  @Test
  void allowsItsOwnImportMapAndNoOtherInlineScript() throws Exception {
    Student student = suite.matchedStudent("Park");
    student.start();

    EntityExchangeResult<byte[]> result =
        student.page("test").expectStatus().isOk().expectBody().returnResult();

    String html =
        new String(Objects.requireNonNull(result.getResponseBody()), StandardCharsets.UTF_8);
    Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>").matcher(html);
    assertThat(map.find()).isTrue();
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(map.group(1).getBytes(StandardCharsets.UTF_8)));
    assertThat(result.getResponseHeaders().getFirst("Content-Security-Policy"))
        .contains("'sha256-" + hash + "'")
        .doesNotContain("unsafe-inline");
    assertThat(result.getResponseHeaders().getCacheControl()).contains("no-store");
    assertThat(html).doesNotContainPattern("<[^>]+ (?:style|on[a-z]+)=");
  }

  @Test
  void isTheSamePageCompressedForWhoTakesGzip() throws Exception {
    Student student = suite.matchedStudent("김 <Ha> & Na");
    student.start();
    student.contentReady();
    student.save(3, 1, Student.text("Größe 🎈")).expectStatus().isOk();

    HttpResponse<byte[]> plain = page(student, Suite.visitorToken(), "", "gzip;q=0, br");
    HttpResponse<byte[]> gzip = page(student, Suite.visitorToken(), "", "br, gzip");

    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(gzip.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(gzip.headers().allValues("Vary")).contains("Accept-Encoding", "Accept-Language");
    assertThat(withoutTime(unpacked(gzip)))
        .isEqualTo(withoutTime(new String(plain.body(), StandardCharsets.UTF_8)))
        .contains("김 &lt;Ha&gt; &amp; Na");
    assertThat(gzip.body().length).isLessThan(plain.body().length / 2);
  }

  @Test
  void answersAheadOfTheFrameworkAsBehindIt() throws Exception {
    Student student = suite.runningStudent("Ahead");
    student.save(3, 2, Student.text("<i>&")).expectStatus().isOk();
    String token = Suite.visitorToken();
    // an address with a query is not answered ahead; this also has the token verified
    HttpResponse<byte[]> behind = page(student, token, "?any=query", "gzip");
    int filteredBefore = filtered.count();

    HttpResponse<byte[]> ahead = page(student, token, "", "gzip");
    long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (filtered.count() != filteredBefore && System.nanoTime() < patience) {
      // what is held is looked at anew every ten seconds, the ordinary way
      filteredBefore = filtered.count();
      ahead = page(student, token, "", "gzip");
    }

    assertThat(filtered.count()).isEqualTo(filteredBefore);
    assertThat(ahead.statusCode()).isEqualTo(200);
    assertThat(headers(ahead)).isEqualTo(headers(behind));
    assertThat(withoutTime(unpacked(ahead))).isEqualTo(withoutTime(unpacked(behind)));
  }

  @Test
  void hasTheExamsNewNameAtOnce() throws Exception {
    Student student = suite.runningStudent("Sees it");
    String token = Suite.visitorToken();
    page(student, token, "", "gzip");
    assertThat(unpacked(page(student, token, "", "gzip"))).contains("<h1>Test exam</h1>");

    suite
        .teacher()
        .post()
        .uri("/teacher/exams/{id}/name", exam)
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .bodyValue("name=Another+name")
        .exchange()
        .expectStatus()
        .isSeeOther();

    assertThat(unpacked(page(student, token, "", "gzip"))).contains("<h1>Another name</h1>");
    exam = null; // others look for its first name
  }

  @Test
  void goesOnAfterTheDatabaseEndedItsConnections() throws Exception {
    Student student = suite.runningStudent("Again");
    String token = Suite.visitorToken();
    assertThat(page(student, token, "", "gzip").statusCode()).isEqualTo(200);

    Long ended =
        database
            .sql(
                """
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where query like 'select s.id, s.token_hash%'
                """)
            .map(row -> row.get(0, Long.class))
            .one()
            .block();

    assertThat(ended).isPositive();
    assertThat(page(student, token, "", "gzip").statusCode()).isEqualTo(200);
  }

  @Test
  void answersNobodyElseAheadOfTheFramework() throws Exception {
    Student student = suite.runningStudent("Mine");
    Student other = suite.runningStudent("Other");
    String token = Suite.visitorToken();
    assertThat(page(student, token, "", "gzip").statusCode()).isEqualTo(200);

    assertThat(page(other.at(student.sessionId()), token, "", "gzip").statusCode()).isEqualTo(404);
    assertThat(page(student.at(UUID.randomUUID()), token, "", "gzip").statusCode()).isEqualTo(404);
    student.submit().expectStatus().isOk();
    assertThat(page(student, token, "", "gzip").statusCode()).isEqualTo(303);
    clock.advance(Duration.ofDays(2));
    assertThat(page(other, Suite.visitorToken(), "", "gzip").statusCode()).isEqualTo(404);
  }

  private static Map<String, List<String>> headers(HttpResponse<byte[]> answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("content-length"); // fractions of seconds
    return headers;
  }

  /** By a client that leaves encodings alone. */
  private HttpResponse<byte[]> page(
      Student student, String token, String query, String acceptEncoding) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      URI address =
          URI.create(
              "http://127.0.0.1:%d/sessions/%s/test%s".formatted(port, student.sessionId(), query));
      return http.send(
          HttpRequest.newBuilder(address)
              .header("Authorization", "Bearer " + token)
              .header("Cookie", "examhall_student=" + student.token())
              .header("Accept-Encoding", acceptEncoding)
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static String unpacked(HttpResponse<byte[]> gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Revision, time, lateness and parts by question; a time may be written in several ways. */
  private static Map<String, List<Object>> answers(JsonNode session) {
    return session.get("answers").properties().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                answer ->
                    List.of(
                        answer.getValue().get("revision"),
                        Instant.parse(answer.getValue().get("savedAt").asString()),
                        answer.getValue().get("late"),
                        answer.getValue().get("parts"))));
  }

  private static String withoutTime(String html) {
    return html.replaceFirst("\"serverNow\":\"[^\"]+\"", "")
        .replaceFirst("\"remainingSeconds\":[0-9]+", "");
  }

  @Test
  void neverShowsOneStudentsPartsToAnother() {
    Student one = suite.matchedStudent("Student One");
    one.start();
    one.contentReady();
    one.save(3, 1, Student.text("only mine")).expectStatus().isOk();
    Student other = suite.matchedStudent("Student Two");
    other.start();
    other.contentReady();

    assertThat(html(one)).contains("Student One", "only mine");
    assertThat(html(other)).contains("Student Two").doesNotContain("Student One", "only mine");
  }

  @Test
  void sendsOnWhoDoesNotBelongHere() {
    Student student = suite.matchedStudent("Choi");

    student.page("test").expectStatus().isSeeOther();
    Student other = suite.matchedStudent("Jung");
    other
        .browser()
        .get()
        .uri("/sessions/{id}/test", student.sessionId())
        .exchange()
        .expectStatus()
        .isNotFound();
    student.start();
    student.contentReady();
    student.submit();
    student.page("test").expectStatus().isSeeOther();
  }

  private static String html(Student student) {
    byte[] body =
        student.page("test").expectStatus().isOk().expectBody().returnResult().getResponseBody();
    return new String(Objects.requireNonNull(body), StandardCharsets.UTF_8);
  }

  private static JsonNode json(String html, String id) {
    Matcher matcher =
        Pattern.compile(
                "<script type=\"application/json\" id=\"" + id + "\">(.*?)</script>",
                Pattern.DOTALL)
            .matcher(html);
    assertThat(matcher.find()).as(id).isTrue();
    return JsonMapper.shared().readTree(matcher.group(1));
  }
}
