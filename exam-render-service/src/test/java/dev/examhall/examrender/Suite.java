package dev.examhall.examrender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.testkit.identity.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Uses the running service as teachers and students do: over HTTP, with the gateway's tokens. */
public final class Suite {

  static final String AUDIENCE = "exam-render-service";

  private final int port;

  public Suite(int port) {
    this.port = port;
  }

  static TestIdentity identity() {
    return RunningService.Surroundings.IDENTITY;
  }

  public static StubAssetService assets() {
    return RunningService.Surroundings.ASSETS;
  }

  /** A client without any token. */
  public WebTestClient stranger() {
    return client();
  }

  public WebTestClient teacher() {
    return person("TEACHER");
  }

  public WebTestClient person(String role) {
    return client()
        .mutate()
        .defaultHeaders(headers -> headers.setBearerAuth(identity().person(AUDIENCE, role)))
        .build();
  }

  /** Another person than everybody else here. */
  public WebTestClient colleague(String... roles) {
    String token =
        identity()
            .personNamed(
                "0197f000-0000-7000-8000-000000000002", "Colleague Person", AUDIENCE, roles);
    return client().mutate().defaultHeaders(headers -> headers.setBearerAuth(token)).build();
  }

  public WebTestClient service() {
    return client()
        .mutate()
        .defaultHeaders(
            headers -> headers.setBearerAuth(identity().service("monitoring-service", AUDIENCE)))
        .build();
  }

  public WebTestClient visitor() {
    return client()
        .mutate()
        .defaultHeaders(headers -> headers.setBearerAuth(visitorToken()))
        .build();
  }

  /** What the gateway sends along for somebody with that role. */
  public static String token(String role) {
    return identity().person(AUDIENCE, role);
  }

  /** A teacher's, but not for this service. */
  public static String tokenForAnotherService() {
    return identity().person("asset-service", "TEACHER");
  }

  /** What the gateway sends along for somebody who is not signed in. */
  public static String visitorToken() {
    return identity().visitor(AUDIENCE);
  }

  /** A page as that person gets it. */
  public static String page(WebTestClient person, String path) {
    return new String(
        Objects.requireNonNull(
            person
                .get()
                .uri(path)
                .accept(MediaType.TEXT_HTML)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody()),
        StandardCharsets.UTF_8);
  }

  private WebTestClient client() {
    return WebTestClient.bindToServer()
        .baseUrl("http://127.0.0.1:" + port)
        .responseTimeout(Duration.ofSeconds(30))
        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 << 20))
        .filter(Suite::readWhole)
        .build();
  }

  /** So that a test which looks at a status alone leaves no buffer behind. */
  private static Mono<ClientResponse> readWhole(ClientRequest request, ExchangeFunction next) {
    return next.exchange(request)
        .flatMap(
            response ->
                response
                    .bodyToMono(byte[].class)
                    .defaultIfEmpty(new byte[0])
                    .map(
                        body ->
                            ClientResponse.create(response.statusCode(), response.strategies())
                                .headers(
                                    headers -> headers.addAll(response.headers().asHttpHeaders()))
                                .cookies(cookies -> cookies.addAll(response.cookies()))
                                .body(Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)))
                                .build()));
  }

  /** An exam with a booklet, a track and a key of five questions of all types, active. */
  public UUID activeExam(int minutes) {
    return activeExam(minutes, Map.of());
  }

  /** As {@link #activeExam(int)}, with more settings. */
  public UUID activeExam(int minutes, Map<String, Object> settings) {
    UUID exam = newExam("Test exam", minutes, 5, settings);
    uploadBooklet(exam, 40_000).expectStatus().isOk();
    teacher()
        .post()
        .uri("/api/v1/exams/{id}/tracks?name=Part 1&firstQuestion=1&lastQuestion=2", exam)
        .contentType(MediaType.parseMediaType("audio/mpeg"))
        .bodyValue(new byte[3000])
        .exchange()
        .expectStatus()
        .isCreated();
    putKey(exam, Map.of("questions", key())).expectStatus().isOk();
    teacher().post().uri("/api/v1/exams/{id}/activation", exam).exchange().expectStatus().isOk();
    return exam;
  }

  public UUID newExam(String name, int minutes, int questions) {
    return newExam(name, minutes, questions, Map.of());
  }

  private UUID newExam(String name, int minutes, int questions, Map<String, Object> settings) {
    Map<String, Object> body =
        new HashMap<>(
            Map.of(
                "name", name,
                "timerMinutes", minutes,
                "questionCount", questions,
                "options", 5,
                "passPercent", 60));
    body.putAll(settings);
    Map<?, ?> created =
        teacher()
            .post()
            .uri("/api/v1/exams")
            .bodyValue(body)
            .exchange()
            .expectStatus()
            .isCreated()
            .expectBody(Map.class)
            .returnResult()
            .getResponseBody();
    return UUID.fromString(String.valueOf(Objects.requireNonNull(created).get("id")));
  }

  public WebTestClient.ResponseSpec uploadBooklet(UUID exam, int bytes) {
    return teacher()
        .put()
        .uri("/api/v1/exams/{id}/booklet", exam)
        .contentType(MediaType.APPLICATION_PDF)
        .bodyValue(new byte[bytes])
        .exchange();
  }

  public WebTestClient.ResponseSpec putKey(UUID exam, Object key) {
    return teacher().put().uri("/api/v1/exams/{id}/answer-key", exam).bodyValue(key).exchange();
  }

  /** One choice B (2 points), select all A and C, short, long, mixed of a choice D and a text. */
  public static List<Map<String, Object>> key() {
    return List.of(
        question(1, "ONE_CHOICE", 2, part("ONE_CHOICE", 5, List.of("B"), List.of())),
        question(2, "SELECT_ALL", 2, part("SELECT_ALL", 5, List.of("A", "C"), List.of())),
        question(3, "SHORT", 1, part("SHORT", 0, List.of(), List.of("colour|color"))),
        question(4, "LONG", 5, part("LONG", 0, List.of(), List.of())),
        question(
            5,
            "MIXED",
            2,
            part("ONE_CHOICE", 4, List.of("D"), List.of()),
            part("SHORT", 0, List.of(), List.of("Seoul"))));
  }

  @SafeVarargs
  public static Map<String, Object> question(
      int number, String type, int points, Map<String, Object>... parts) {
    return Map.of("number", number, "type", type, "points", points, "parts", List.of(parts));
  }

  public static Map<String, Object> part(
      String kind, int options, List<String> choices, List<String> texts) {
    return Map.of("kind", kind, "options", options, "choices", choices, "texts", texts);
  }

  /** Placement in which every student of every grade gets this exam. */
  public void placeEverybodyIn(UUID exam) {
    placeEverybodyIn(
        List.of(
            Map.of(
                "code", "CORE-1",
                "program", "CORE",
                "subProgram", "Phonics",
                "name", "Core 1",
                "rank", 1)),
        "CORE-1",
        Map.of("CORE-1", exam));
  }

  /** Placement with these levels and their exams, in which every student is of one level. */
  public void placeEverybodyIn(
      List<Map<String, Object>> levels, String level, Map<String, UUID> exams) {
    replace("exam-mappings", List.of());
    replace("rules", List.of());
    replace("levels", levels);
    replace(
        "rules",
        List.of(
            Map.of(
                "gradeFrom",
                1,
                "gradeTo",
                11,
                "rankFrom",
                "TOP_10",
                "rankTo",
                "BELOW_50",
                "levelCode",
                level,
                "priority",
                1)));
    replace(
        "exam-mappings",
        exams.entrySet().stream()
            .map(
                mapping ->
                    Map.of(
                        "levelCode", mapping.getKey(),
                        "slot", 1,
                        "examId", mapping.getValue().toString()))
            .toList());
  }

  private void replace(String what, List<?> rows) {
    teacher()
        .put()
        .uri("/api/v1/placement/" + what)
        .bodyValue(rows)
        .exchange()
        .expectStatus()
        .isOk();
  }

  public WebTestClient.ResponseSpec postForm(Map<String, String> fields) {
    return postForm(visitor(), fields);
  }

  private static WebTestClient.ResponseSpec postForm(
      WebTestClient browser, Map<String, String> fields) {
    BodyInserters.FormInserter<String> form =
        BodyInserters.fromFormData("studentName", fields.getOrDefault("studentName", ""));
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (!field.getKey().equals("studentName")) {
        form = form.with(field.getKey(), field.getValue());
      }
    }
    return browser
        .post()
        .uri("/start")
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .accept(MediaType.TEXT_HTML)
        .body(form)
        .exchange();
  }

  /** A student who filled in the form and stands at the notice. */
  public Student matchedStudent(String name) {
    EntityExchangeResult<byte[]> started =
        postForm(form(name)).expectStatus().isSeeOther().expectBody().returnResult();
    String location = String.valueOf(started.getResponseHeaders().getLocation());
    assertThat(location).matches("/sessions/[0-9a-f-]{36}/notice");
    ResponseCookie cookie =
        Objects.requireNonNull(started.getResponseCookies().getFirst("examhall_student"));
    return new Student(
        this,
        UUID.fromString(
            location.substring("/sessions/".length(), location.length() - "/notice".length())),
        cookie.getValue(),
        new ArrayList<>(started.getResponseHeaders().getOrEmpty(HttpHeaders.SET_COOKIE)));
  }

  private static Map<String, String> form(String name) {
    return Map.of(
        "studentName", name, "parentPhone", "010-1234-5678", "grade", "6", "rank", "TOP_20");
  }

  /** A student whose clock runs. */
  public Student runningStudent(String name) {
    Student student = matchedStudent(name);
    student.start().expectStatus().isSeeOther();
    student.contentReady().expectStatus().isOk();
    return student;
  }

  /** A browser with a student's cookie. */
  public record Student(Suite suite, UUID sessionId, String token, List<String> setCookies) {

    public WebTestClient browser() {
      return suite.visitor().mutate().defaultCookie("examhall_student", token).build();
    }

    /** The same browser at somebody else's session. */
    public Student at(UUID otherSession) {
      return new Student(suite, otherSession, token, setCookies);
    }

    /** Sends the form of the home page again, from the same browser. */
    public WebTestClient.ResponseSpec submitForm(String name) {
      return postForm(browser(), form(name));
    }

    public WebTestClient.ResponseSpec home() {
      return browser().get().uri("/").accept(MediaType.TEXT_HTML).exchange();
    }

    public WebTestClient.ResponseSpec start() {
      return browser().post().uri("/sessions/{id}/start", sessionId).exchange();
    }

    public WebTestClient.ResponseSpec contentReady() {
      return browser().post().uri("/api/v1/sessions/{id}/content-ready", sessionId).exchange();
    }

    public WebTestClient.ResponseSpec state() {
      return browser().get().uri("/api/v1/sessions/{id}", sessionId).exchange();
    }

    public WebTestClient.ResponseSpec save(int number, int revision, Object... parts) {
      return browser()
          .put()
          .uri("/api/v1/sessions/{id}/answers/{number}", sessionId, number)
          .bodyValue(Map.of("revision", revision, "parts", List.of(parts)))
          .exchange();
    }

    public WebTestClient.ResponseSpec submit() {
      return browser().post().uri("/api/v1/sessions/{id}/submission", sessionId).exchange();
    }

    public WebTestClient.ResponseSpec page(String page) {
      return browser()
          .get()
          .uri("/sessions/{id}" + (page.isEmpty() ? "" : "/" + page), sessionId)
          .accept(MediaType.TEXT_HTML)
          .exchange();
    }

    public static Map<String, Object> choices(String... letters) {
      return Map.of("choices", List.of(letters));
    }

    public static Map<String, Object> text(String text) {
      return Map.of("text", text);
    }
  }
}
