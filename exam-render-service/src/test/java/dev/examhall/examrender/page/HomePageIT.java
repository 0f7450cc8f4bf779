package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

@RunningService
class HomePageIT {

  @LocalServerPort private int port;
  private Suite suite;

  @BeforeEach
  void suite() {
    suite = new Suite(port);
  }

  @Test
  void offersTheFormWithAStrictPolicy() {
    WebTestClient.ResponseSpec page = get("/").expectStatus().isOk();

    page.expectHeader()
        .valueMatches("Content-Security-Policy", "default-src 'none'; .*frame-ancestors 'none'")
        .expectHeader()
        .cacheControl(CacheControl.noStore());
    assertThat(body(page))
        .contains(
            "action=\"/start\"",
            "name=\"parentPhone\"",
            "Grade 12",
            "Below 50\u00a0%",
            "laptop or a tablet");
  }

  @Test
  void keepsWhatWasTypedAndSaysByFieldWhatIsWrong() {
    String page =
        body(
            suite
                .postForm(
                    Map.of(
                        "studentName", "Lee \"Ann\"",
                        "parentPhone", "12",
                        "school", "Hill School",
                        "grade", "13",
                        "rank", "FIRST"))
                .expectStatus()
                .isEqualTo(422));

    assertThat(page)
        .contains(
            "value=\"Lee &#34;Ann&#34;\"",
            "value=\"12\"",
            "value=\"Hill School\"",
            "phone number such as",
            "grade from 1 to 12",
            "choose one of the ranks")
        .doesNotContain("enter the student");
  }

  @Test
  void asksForTheCodeOfAnExamThatHasOne() {
    UUID exam = suite.activeExam(10);
    suite.placeEverybodyIn(exam);
    setCode(exam, "abc").expectStatus().isEqualTo(422);
    setCode(exam, " Room-7 Blue ")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.accessCode")
        .isEqualTo("Room-7 Blue");
    Map<String, String> form =
        new HashMap<>(
            Map.of(
                "studentName", "Coded",
                "parentPhone", "010-1234-5678",
                "grade", "6",
                "rank", "TOP_20"));

    assertThat(body(suite.postForm(form).expectStatus().isEqualTo(422)))
        .contains("name=\"accessCode\"", "Your teacher reads it out", "value=\"Coded\"");
    form.put("accessCode", "room 8");
    assertThat(body(suite.postForm(form).expectStatus().isEqualTo(422)))
        .contains("not the access code", "value=\"room 8\"", "value=\"Coded\"");
    form.put("accessCode", "room7blue");
    suite.postForm(form).expectStatus().isSeeOther();

    for (int i = 0; i < 20; i++) {
      form.put("accessCode", "guess " + i);
      suite.postForm(form);
    }
    form.put("accessCode", "room7blue");
    assertThat(body(suite.postForm(form).expectStatus().isEqualTo(429)))
        .contains("Too many wrong codes");
    form.put("studentName", "Another");
    suite.postForm(form).expectStatus().isSeeOther();
    suite
        .visitor()
        .put()
        .uri("/api/v1/exams/{id}/access-code", exam)
        .bodyValue(Map.of("code", "mine"))
        .exchange()
        .expectStatus()
        .isForbidden();
    String settings =
        body(
            suite
                .teacher()
                .get()
                .uri("/teacher/exams/{id}?part=settings", exam)
                .accept(MediaType.TEXT_HTML)
                .exchange());
    assertThat(settings).contains("value=\"Room-7 Blue\"");
    assertThat(body(typeCode(exam, "a-b<").expectStatus().isEqualTo(422)))
        .contains("value=\"a-b&lt;\"", "id=\"accessCode-error\"", "4 to 32 letters");
    typeCode(exam, "").expectStatus().isSeeOther();
    form.remove("accessCode");
    suite.postForm(form).expectStatus().isSeeOther();
  }

  private WebTestClient.ResponseSpec typeCode(UUID exam, String code) {
    return suite
        .teacher()
        .post()
        .uri("/teacher/exams/{id}/access-code", exam)
        .accept(MediaType.TEXT_HTML)
        .body(BodyInserters.fromFormData("accessCode", code))
        .exchange();
  }

  private WebTestClient.ResponseSpec setCode(UUID exam, String code) {
    return suite
        .teacher()
        .put()
        .uri("/api/v1/exams/{id}/access-code", exam)
        .bodyValue(Map.of("code", code))
        .exchange();
  }

  @Test
  void saysWhenThereIsNoExamForAStudent() {
    suite.placeEverybodyIn(suite.activeExam(10));

    String page =
        body(
            suite
                .postForm(
                    Map.of(
                        "studentName", "Grade Twelve",
                        "parentPhone", "01012345678",
                        "grade", "12",
                        "rank", "TOP_50"))
                .expectStatus()
                .isEqualTo(422));

    assertThat(page)
        .contains("no exam for this grade", "value=\"Grade Twelve\"", "value=\"12\" selected");
  }

  @Test
  void goesOnWithTheExamThatThisBrowserHasOpenAlready() {
    suite.placeEverybodyIn(suite.activeExam(10));
    Suite.Student student = suite.matchedStudent("Twice");

    for (String where : List.of("/notice", "/test", "/test")) {
      student
          .submitForm("Twice")
          .expectStatus()
          .isSeeOther()
          .expectHeader()
          .location("/sessions/" + student.sessionId());
      student
          .page("")
          .expectStatus()
          .isSeeOther()
          .expectHeader()
          .location("/sessions/" + student.sessionId() + where);
      assertThat(body(student.home()))
          .contains("open in this browser", "href=\"/sessions/" + student.sessionId() + "\"");
      student.start();
      student.contentReady();
    }

    assertThat(location(student.submitForm("Sister"))).isNotEqualTo(student.sessionId());
    student.submit().expectStatus().isOk();
    assertThat(body(student.home())).doesNotContain("open in this browser");
    assertThat(location(student.submitForm("Twice"))).isNotEqualTo(student.sessionId());
  }

  private static UUID location(WebTestClient.ResponseSpec started) {
    String location =
        String.valueOf(
            started
                .expectStatus()
                .isSeeOther()
                .expectBody()
                .returnResult()
                .getResponseHeaders()
                .getLocation());
    assertThat(location).startsWith("/sessions/");
    return UUID.fromString(location.split("/", -1)[2]);
  }

  @Test
  void showsProblemsAsPagesToBrowsersAndAsJsonToPrograms() {
    String path = "/sessions/" + UUID.randomUUID() + "/notice";

    assertThat(body(get(path).expectStatus().isUnauthorized()))
        .contains("<!doctype html>", "This browser has no exam session");
    suite
        .visitor()
        .get()
        .uri(path)
        .accept(MediaType.APPLICATION_JSON)
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(body(get("/sessions/x/y/z").expectStatus().isNotFound()))
        .contains("<!doctype html>", "There is nothing here");
  }

  @Test
  void tellsTeachersOfAWrongAddressInTheirWords() {
    for (String path : List.of("/teacher/exams/abc", "/teacher/exams/" + UUID.randomUUID())) {
      assertThat(body(watching(path).expectStatus().isNotFound()))
          .as(path)
          .containsPattern("There is no such exam|There is nothing here")
          .contains("href=\"/teacher/live\"");
    }
    for (String id : List.of("abc", UUID.randomUUID().toString())) {
      assertThat(body(watching("/teacher/sessions/" + id).expectStatus().isNotFound()))
          .as(id)
          .contains("There is no such session")
          .doesNotContain("in this browser");
    }
    suite.teacher().get().uri("/api/v1/exams/abc").exchange().expectStatus().isBadRequest();
  }

  private WebTestClient.ResponseSpec watching(String path) {
    return suite.teacher().get().uri(path).accept(MediaType.TEXT_HTML).exchange();
  }

  private WebTestClient.ResponseSpec get(String path) {
    return suite.visitor().get().uri(path).accept(MediaType.TEXT_HTML).exchange();
  }

  private static String body(WebTestClient.ResponseSpec answer) {
    return new String(
        Objects.requireNonNull(answer.expectBody().returnResult().getResponseBody()),
        StandardCharsets.UTF_8);
  }
}
