package dev.examhall.examrender.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What teachers' programs and forms send that cannot be taken, and what they are told. */
@RunningService
class BadInputIT {

  private static final String EXAMS = "/api/v1/exams";

  @LocalServerPort private int port;
  private Suite suite;

  @BeforeEach
  void suite() {
    suite = new Suite(port);
  }

  /** Sends something about an exam of ten questions that has a track for questions 1 to 4. */
  private interface Attempt extends BiFunction<Suite, UUID, WebTestClient.RequestHeadersSpec<?>> {}

  static Stream<Arguments> attempts() {
    return Stream.of(
        bad("zero questions", 422, "questionCount", post(EXAMS, exam("n", 30, 0, 5))),
        bad("201 questions", 422, "questionCount", post(EXAMS, exam("n", 30, 201, 5))),
        bad("no time", 422, "timerMinutes", post(EXAMS, exam("n", 0, 10, 5))),
        bad("one option", 422, "options", post(EXAMS, exam("n", 30, 10, 1))),
        bad("a name of 201 letters", 422, "name", post(EXAMS, exam("x".repeat(201), 30, 10, 5))),
        bad(
            "a key of 10,000 questions",
            422,
            "10000",
            put(
                "/answer-key",
                Map.of(
                    "questions",
                    IntStream.rangeClosed(1, 10_000)
                        .mapToObj(number -> Map.of("number", number))
                        .toList()))),
        bad(
            "a key for a question that is not there",
            422,
            "questions 1 to 10",
            put("/answer-key", key(11, "A"))),
        bad("a letter that is not offered", 422, "options", put("/answer-key", key(1, "J"))),
        bad("a track outside the exam", 422, "questions 1 to 10", track(9, 11)),
        bad("a track over another one", 422, "already", track(4, 6)),
        bad("a track for nothing", 422, "range", track(6, 5)),
        bad("an empty name", 422, "name", put("/name", Map.of("name", "  "))),
        bad("no answer whether to share", 400, "shared", put("/sharing", Map.of())),
        bad("fewer questions than tracks", 422, "Part 1", put("", exam("n", 30, 3, 5))),
        bad(
            "10,000 rows of CSV",
            200,
            "10000",
            csv(
                IntStream.rangeClosed(1, 10_000)
                    .mapToObj(number -> number + ",,A\n")
                    .reduce("", String::concat))),
        bad("CSV with a wrong row", 200, "\"row\":2", csv("1,,A\n2,one choice,K\n")),
        bad("a form without anything", 422, "questionCount", form(Map.of())),
        bad(
            "a form with words for numbers",
            422,
            "timerMinutes",
            form(Map.of("name", "n", "questionCount", "ten", "timerMinutes", "half an hour"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attempts")
  void isToldWhatIsWrongAndNothingIsStored(String what, int status, String told, Attempt attempt) {
    UUID exam = examWithATrack();
    String before = read(exam);

    byte[] answer =
        attempt
            .apply(suite, exam)
            .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE)
            .exchange()
            .expectStatus()
            .isEqualTo(status)
            .expectBody()
            .returnResult()
            .getResponseBody();

    assertThat(text(answer)).contains(told).hasSizeLessThan(20_000);
    assertThat(read(exam)).isEqualTo(before);
  }

  @Test
  void takesHtmlAndFormulasInNamesForText() {
    String name = "=1+1 <script>alert(1)</script> \"quoted\"";
    UUID exam = suite.newExam(name, 10, 3);
    suite
        .teacher()
        .post()
        .uri(EXAMS + "/{id}/tracks?name={name}&firstQuestion=1&lastQuestion=2", exam, name)
        .contentType(MediaType.parseMediaType("audio/mpeg"))
        .bodyValue(new byte[2000])
        .exchange()
        .expectStatus()
        .isCreated();
    suite
        .putKey(
            exam,
            Map.of(
                "questions",
                List.of(
                    Suite.question(
                        1, "SHORT", 1, Suite.part("SHORT", 0, List.of(), List.of(name))))))
        .expectStatus()
        .isOk();

    for (String page :
        List.of(
            "/teacher/exams",
            "/teacher/exams/" + exam,
            "/teacher/exams/" + exam + "?part=sheet",
            "/teacher/exams/" + exam + "?part=files",
            "/teacher/exams/" + exam + "?part=settings",
            "/teacher/exams/" + exam + "/deletion")) {
      assertThat(page(page)).contains("=1+1 &lt;script&gt;").doesNotContain("<script>alert");
    }
  }

  private static Arguments bad(String what, int status, String told, Attempt attempt) {
    return Arguments.of(what, status, told, attempt);
  }

  private static Attempt post(String uri, Object body) {
    return (suite, exam) -> suite.teacher().post().uri(uri).bodyValue(body);
  }

  private static Attempt put(String what, Object body) {
    return (suite, exam) -> suite.teacher().put().uri(EXAMS + "/" + exam + what).bodyValue(body);
  }

  private static Attempt track(int first, int last) {
    return (suite, exam) ->
        suite
            .teacher()
            .post()
            .uri(EXAMS + "/{id}/tracks?firstQuestion={f}&lastQuestion={l}", exam, first, last)
            .contentType(MediaType.parseMediaType("audio/mpeg"))
            .bodyValue(new byte[2000]);
  }

  private static Attempt csv(String text) {
    return (suite, exam) ->
        suite
            .teacher()
            .post()
            .uri(EXAMS + "/{id}/answer-key/readings", exam)
            .contentType(MediaType.parseMediaType("text/csv"))
            .bodyValue(text);
  }

  private static Attempt form(Map<String, String> fields) {
    MultipartBodyBuilder body = new MultipartBodyBuilder();
    body.part("nameKind", "own");
    fields.forEach(body::part);
    return (suite, exam) ->
        suite
            .teacher()
            .post()
            .uri("/teacher/exams")
            .contentType(MediaType.MULTIPART_FORM_DATA)
            .bodyValue(body.build());
  }

  private static Map<String, Object> exam(String name, int minutes, int questions, int options) {
    Map<String, Object> exam = new HashMap<>();
    exam.put("name", name);
    exam.put("timerMinutes", minutes);
    exam.put("questionCount", questions);
    exam.put("options", options);
    return exam;
  }

  private static Map<String, Object> key(int number, String letter) {
    return Map.of(
        "questions",
        List.of(
            Suite.question(
                number, "ONE_CHOICE", 1, Suite.part("ONE_CHOICE", 5, List.of(letter), List.of()))));
  }

  private UUID examWithATrack() {
    UUID exam = suite.newExam("Bad input", 10, 10);
    suite
        .teacher()
        .post()
        .uri(EXAMS + "/{id}/tracks?name=Part 1&firstQuestion=1&lastQuestion=4", exam)
        .contentType(MediaType.parseMediaType("audio/mpeg"))
        .bodyValue(new byte[2000])
        .exchange()
        .expectStatus()
        .isCreated();
    return exam;
  }

  private String read(UUID exam) {
    return text(
        suite
            .teacher()
            .get()
            .uri(EXAMS + "/{id}", exam)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody()
            .returnResult()
            .getResponseBody());
  }

  private String page(String path) {
    return Suite.page(suite.teacher(), path);
  }

  private static String text(byte @org.jspecify.annotations.Nullable [] body) {
    return new String(Objects.requireNonNull(body), StandardCharsets.UTF_8);
  }
}
