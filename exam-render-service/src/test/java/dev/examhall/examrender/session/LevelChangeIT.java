package dev.examhall.examrender.session;

import static dev.examhall.examrender.Suite.Student.choices;
import static dev.examhall.examrender.Suite.Student.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.Suite.Student;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

/** Easier and harder exams, in mid-test and after handing in, and the review of answers. */
class LevelChangeIT extends AtTheService {

  private static UUID easy;
  private static UUID middle;
  private static UUID hard;

  @BeforeEach
  void fourLevelsOfWhichOneHasNoExam() {
    if (easy == null) {
      easy = suite.activeExam(20, Map.of("levelChange", true));
      middle = suite.activeExam(30, Map.of("levelChange", true, "answerReview", true));
      hard = suite.activeExam(40, Map.of("levelChange", true));
    }
    suite.placeEverybodyIn(
        List.of(level("A", 1), level("M", 2), level("N", 3), level("H", 4)),
        "M",
        Map.of("A", easy, "M", middle, "H", hard));
  }

  private static Map<String, Object> level(String code, int rank) {
    return Map.of(
        "code",
        code,
        "program",
        "CORE",
        "subProgram",
        "Reading",
        "name",
        "Level " + code,
        "rank",
        rank);
  }

  @Test
  void goesOnWithAHarderExamAndKeepsThisPart() {
    Student student = suite.runningStudent("Strong");
    student.save(1, 1, choices("B")).expectStatus().isOk();

    EntityExchangeResult<byte[]> answer =
        change(student, "HARDER")
            .expectStatus()
            .isOk()
            .expectBody()
            .jsonPath("$.moved")
            .isEqualTo(true)
            .returnResult();
    String next =
        new String(Objects.requireNonNull(answer.getResponseBody()), StandardCharsets.UTF_8)
            .replaceAll(".*\"sessionId\":\"([^\"]+)\".*", "$1");
    assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.SET_COOKIE))
        .startsWith("examhall_media=");

    // the level in between has no exam
    Student there = student.at(UUID.fromString(next));
    there.state().expectBody().jsonPath("$.state").isEqualTo("STARTED");
    there
        .contentReady()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.remainingSeconds")
        .value(seconds -> assertThat((Integer) seconds).isBetween(2395, 2400));
    there.save(1, 1, choices("A")).expectStatus().isOk();

    student
        .state()
        .expectBody()
        .jsonPath("$.state")
        .isEqualTo("MOVED")
        .jsonPath("$.movedTo")
        .isEqualTo(next)
        .jsonPath("$.answers.1.parts[0].choices[0]")
        .isEqualTo("B");
    student.save(1, 2, choices("C")).expectStatus().isEqualTo(409);
    for (String page : List.of("", "notice", "test", "result")) {
      student
          .page(page)
          .expectStatus()
          .isSeeOther()
          .expectHeader()
          .location(page.equals("test") ? "/sessions/" + student.sessionId() : "/sessions/" + next);
    }
    // the answer got lost and the page asks again
    change(student, "HARDER")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.sessionId")
        .isEqualTo(next);
    change(there, "HARDER").expectStatus().isOk().expectBody().jsonPath("$.moved").isEqualTo(false);
    there.state().expectBody().jsonPath("$.state").isEqualTo("RUNNING");
  }

  @Test
  void refusesWhereTheExamOrTheMomentDoesNotAllowIt() {
    Student notStarted = suite.matchedStudent("Early");
    change(notStarted, "EASIER").expectStatus().isEqualTo(409);
    Student done = suite.runningStudent("Late");
    done.submit().expectStatus().isOk();
    change(done, "EASIER").expectStatus().isEqualTo(409);
    change(done.at(UUID.randomUUID()), "EASIER").expectStatus().isNotFound();
    change(suite.runningStudent("Where to"), "SIDEWAYS").expectStatus().isBadRequest();

    UUID plain = suite.activeExam(30);
    suite.placeEverybodyIn(plain);
    change(suite.runningStudent("Plain"), "EASIER").expectStatus().isEqualTo(409);
  }

  @Test
  void leadsToAnotherExamAfterwards() {
    Student student = suite.runningStudent("Afterwards");
    say(student, "TOO_EASY")
        .expectStatus()
        .isSeeOther()
        .expectHeader()
        .location("/sessions/%s/result".formatted(student.sessionId()));
    student.submit().expectStatus().isOk();
    assertThat(body(student.page("result"))).contains("How was the exam?", "Too difficult");

    String next = location(say(student, "TOO_DIFFICULT"));
    assertThat(next)
        .isNotEqualTo("/sessions/" + student.sessionId())
        .matches("/sessions/[0-9a-f-]{36}");
    assertThat(location(say(student, "TOO_DIFFICULT"))).isEqualTo(next);
    Student there = student.at(UUID.fromString(next.substring("/sessions/".length())));
    assertThat(body(there.page("notice"))).contains("20");
    assertThat(body(student.page("result")))
        .contains("Too difficult", "Go on with the next exam")
        .doesNotContain("How was the exam?");

    there.start().expectStatus().isSeeOther();
    there.contentReady().expectStatus().isOk();
    there.submit().expectStatus().isOk();
    assertThat(location(say(there, "TOO_DIFFICULT"))).endsWith("/result");
    assertThat(body(there.page("result"))).contains("easiest level");
    say(there, "MAYBE").expectStatus().isBadRequest();
  }

  @Test
  void showsWhatWasRightOnlyWhereTheExamAllowsIt() {
    Student student = suite.runningStudent("Reviewer");
    student.save(1, 1, choices("C")).expectStatus().isOk();
    student.save(3, 1, text("colour")).expectStatus().isOk();
    student.submit().expectStatus().isOk();
    assertThat(body(student.page("result")))
        .contains("Right answer", "colour / color", "0 / 2", "1 / 1", "graded by your teacher");

    UUID plain = suite.activeExam(30);
    suite.placeEverybodyIn(plain);
    Student other = suite.runningStudent("No review");
    other.save(3, 1, text("colour")).expectStatus().isOk();
    other.submit().expectStatus().isOk();
    assertThat(body(other.page("result"))).doesNotContain("Right answer", "colour / color");
  }

  @Test
  void speaksTheLanguageThatWasChosen() {
    suite
        .visitor()
        .get()
        .uri("/?x=1&lang=ko")
        .exchange()
        .expectStatus()
        .isSeeOther()
        .expectHeader()
        .location("/?x=1")
        .expectHeader()
        .value(
            HttpHeaders.SET_COOKIE,
            cookie ->
                assertThat(cookie)
                    .startsWith("examhall_language=ko;")
                    .containsIgnoringCase("HttpOnly")
                    .contains("SameSite=Lax"));
    suite
        .visitor()
        .get()
        .uri("/?lang=xx")
        .accept(MediaType.TEXT_HTML)
        .exchange()
        .expectStatus()
        .isOk();
    assertThat(
            body(
                suite
                    .visitor()
                    .get()
                    .uri("/")
                    .cookie("examhall_language", "ko")
                    .accept(MediaType.TEXT_HTML)
                    .exchange()))
        .contains("<html lang=\"ko\">", "학생 이름");
    assertThat(
            body(
                suite
                    .visitor()
                    .get()
                    .uri("/")
                    .header("Accept-Language", "ko-KR,en;q=0.5")
                    .accept(MediaType.TEXT_HTML)
                    .exchange()))
        .contains("학생 이름", "English");
    assertThat(
            body(
                suite
                    .visitor()
                    .get()
                    .uri("/sessions/x/test")
                    .cookie("examhall_language", "ko")
                    .accept(MediaType.TEXT_HTML)
                    .exchange()))
        .contains("이 브라우저에는 응시 중인 시험이 없습니다");
  }

  private static WebTestClient.ResponseSpec change(Student student, String direction) {
    return student
        .browser()
        .post()
        .uri("/api/v1/sessions/{id}/level-changes", student.sessionId())
        .bodyValue(Map.of("direction", direction))
        .exchange();
  }

  private static WebTestClient.ResponseSpec say(Student student, String difficulty) {
    return student
        .browser()
        .post()
        .uri("/sessions/{id}/feedback", student.sessionId())
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .body(BodyInserters.fromFormData("difficulty", difficulty))
        .exchange();
  }

  private static String location(WebTestClient.ResponseSpec answer) {
    return String.valueOf(
        answer
            .expectStatus()
            .isSeeOther()
            .expectBody()
            .returnResult()
            .getResponseHeaders()
            .getLocation());
  }

  private static String body(WebTestClient.ResponseSpec answer) {
    return new String(
        Objects.requireNonNull(answer.expectBody().returnResult().getResponseBody()),
        StandardCharsets.UTF_8);
  }
}
