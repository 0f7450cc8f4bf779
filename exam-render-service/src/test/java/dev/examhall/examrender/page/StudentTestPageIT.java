package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The exam page as the running service sends it. */
@RunningService
class StudentTestPageIT {

  private static UUID exam;

  @LocalServerPort private int port;
  private Suite suite;

  @BeforeEach
  void anExamForEverybody() {
    suite = new Suite(port);
    if (exam == null) {
      exam = suite.activeExam(30);
    }
    suite.placeEverybodyIn(exam);
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

    HttpResponse<byte[]> plain = page(student, "gzip;q=0, br");
    HttpResponse<byte[]> gzip = page(student, "br, gzip");

    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(gzip.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(gzip.headers().allValues("Vary")).contains("Accept-Encoding", "Accept-Language");
    String unpacked;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
      unpacked = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(withoutTime(unpacked))
        .isEqualTo(withoutTime(new String(plain.body(), StandardCharsets.UTF_8)))
        .contains("김 &lt;Ha&gt; &amp; Na");
    assertThat(gzip.body().length).isLessThan(plain.body().length / 2);
  }

  /** By a client that leaves encodings alone. */
  private HttpResponse<byte[]> page(Student student, String acceptEncoding) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address =
          URI.create("http://127.0.0.1:%d/sessions/%s/test".formatted(port, student.sessionId()));
      return http.send(
          HttpRequest.newBuilder(address)
              .header("Authorization", "Bearer " + Suite.visitorToken())
              .header("Cookie", "examhall_student=" + student.token())
              .header("Accept-Encoding", acceptEncoding)
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static String withoutTime(String html) {
    return html.replaceFirst("\"serverNow\":\"[^\"]+\"", "");
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
    return JsonMapper.builder().build().readTree(matcher.group(1));
  }
}
