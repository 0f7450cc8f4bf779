package dev.examhall.examrender.session;

import static dev.examhall.examrender.Suite.Student.choices;
import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.Suite.Student;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

/** A student who goes on with another device. */
class ResumeIT extends AtTheService {

  private static final Pattern SHOWN =
      Pattern.compile("class=\"resume-code\"[^>]*>([0-9A-Z]{4}-[0-9A-Z]{4})<");

  @BeforeEach
  void placed() {
    anExamForEverybody();
  }

  @Test
  void aCodeLetsAnotherDeviceInOnceAndTheFirstOneStays() {
    Student student = suite.matchedStudent("Goes On");
    String code = shown(student.page("notice"));
    assertThat(shown(student.page("notice"))).isEqualTo(code);
    student.start().expectStatus().isSeeOther();
    student.contentReady().expectStatus().isOk();
    student.save(1, 1, choices("B")).expectStatus().isOk();
    assertThat(code(student)).isEqualTo(code);

    Student second = resumed(student, code.toLowerCase(Locale.ROOT), "a-form");

    assertThat(second.token()).isNotEqualTo(student.token());
    second.state().expectBody().jsonPath("$.answers['1'].parts[0].choices[0]").isEqualTo("B");
    second.page("test").expectStatus().isOk();
    second.save(2, 1, choices("A")).expectStatus().isOk();
    assertThat(body(second.home())).contains("Goes On");
    student.state().expectBody().jsonPath("$.answers['2'].revision").isEqualTo(1);
    String next = code(student);
    assertThat(next).isNotEqualTo(code).isEqualTo(code(second));
    assertThat(resumed(student, code, "a-form").token())
        .as("the answer to the form was lost")
        .isNotEqualTo(second.token());
    assertThat(body(resume(code, "another form").expectStatus().isEqualTo(422)))
        .contains("no exam with this code", "value=\"" + code + "\"");
    clock.advance(Duration.ofMinutes(11));
    resume(code, "a-form").expectStatus().isEqualTo(422);
  }

  @Test
  void aFinishedSessionsCodeOpensTheResultAndALateOneNothing() {
    Student student = suite.runningStudent("Finished");
    String code = code(student);
    student.submit().expectStatus().isOk();

    Student second = resumed(student, code, "form");

    second.page("").expectStatus().isSeeOther();
    second.page("test").expectStatus().isSeeOther();
    assertThat(body(second.page("result").expectStatus().isOk())).contains("Finished");
    second.save(1, 1, choices("B")).expectStatus().isEqualTo(409);
    String next = code(student);
    clock.advance(Duration.ofHours(25));
    resume(next, "late").expectStatus().isEqualTo(422);
  }

  @Test
  void whoWatchesMakesANewCodeAndNobodyElse() {
    Student student = suite.runningStudent("Forgot It");
    String page = "/teacher/sessions/" + student.sessionId();
    String code = shown(suite.teacher().get().uri(page).accept(MediaType.TEXT_HTML).exchange());
    assertThat(code).isEqualTo(code(student));

    suite
        .person("PROCTOR")
        .post()
        .uri(page + "/resume-code")
        .exchange()
        .expectStatus()
        .isSeeOther()
        .expectHeader()
        .location(page + "#times");

    String next = code(student);
    assertThat(next).isNotEqualTo(code);
    resume(code, "old").expectStatus().isEqualTo(422);
    resumed(student, next, "new");
    student.browser().post().uri(page + "/resume-code").exchange().expectStatus().isForbidden();
    suite.visitor().get().uri(path(student)).exchange().expectStatus().isUnauthorized();
    suite
        .matchedStudent("Somebody Else")
        .at(student.sessionId())
        .browser()
        .get()
        .uri(path(student))
        .exchange()
        .expectStatus()
        .isNotFound();
  }

  @Test
  void whoGuessesWaitsLongerEachTimeAlsoWithTheRightCode() {
    String code = code(suite.runningStudent("Guessed At"));
    String address = "203.0.113.9";
    for (int i = 0; i < 40; i++) {
      if (status(resume("0000-0000", "guess", address)) == 429) {
        clock.advance(Duration.ofMinutes(16));
        resume("0000-0000", "guess", address).expectStatus().isEqualTo(422);
      }
    }

    resume(code, "guess", address)
        .expectStatus()
        .isEqualTo(429)
        .expectHeader()
        .exists(HttpHeaders.RETRY_AFTER);
    resume("no code", "guess", address).expectStatus().isEqualTo(422);
    resume(code, "a student", "198.51.100.7").expectStatus().isSeeOther();
    clock.advance(Duration.ofMinutes(16));
    resume("0000-0000", "guess", address).expectStatus().isEqualTo(422);
  }

  private static int status(WebTestClient.ResponseSpec answer) {
    return answer.returnResult(Void.class).getStatus().value();
  }

  private static String path(Student student) {
    return "/api/v1/sessions/" + student.sessionId() + "/resume-code";
  }

  private static String code(Student student) {
    Map<?, ?> answer =
        student
            .browser()
            .get()
            .uri(path(student))
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(Map.class)
            .returnResult()
            .getResponseBody();
    return String.valueOf(Objects.requireNonNull(answer).get("code"));
  }

  private WebTestClient.ResponseSpec resume(String code, String form) {
    return resume(code, form, "192.0.2.1");
  }

  private WebTestClient.ResponseSpec resume(String code, String form, String address) {
    return suite
        .visitor()
        .post()
        .uri("/resume")
        .header("X-Forwarded-For", address)
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .accept(MediaType.TEXT_HTML)
        .body(BodyInserters.fromFormData("code", code).with("form", form))
        .exchange();
  }

  private Student resumed(Student student, String code, String form) {
    EntityExchangeResult<byte[]> answer =
        resume(code, form)
            .expectStatus()
            .isSeeOther()
            .expectHeader()
            .location("/sessions/" + student.sessionId())
            .expectBody()
            .returnResult();
    List<String> cookies =
        new ArrayList<>(answer.getResponseHeaders().getOrEmpty(HttpHeaders.SET_COOKIE));
    assertThat(cookies).anyMatch(cookie -> cookie.startsWith("examhall_media="));
    return new Student(
        suite,
        student.sessionId(),
        Objects.requireNonNull(answer.getResponseCookies().getFirst("examhall_student")).getValue(),
        cookies);
  }

  private static String shown(WebTestClient.ResponseSpec page) {
    Matcher code = SHOWN.matcher(body(page.expectStatus().isOk()));
    assertThat(code.find()).isTrue();
    return code.group(1);
  }

  private static String body(WebTestClient.ResponseSpec page) {
    return Objects.requireNonNull(page.expectBody(String.class).returnResult().getResponseBody());
  }
}
