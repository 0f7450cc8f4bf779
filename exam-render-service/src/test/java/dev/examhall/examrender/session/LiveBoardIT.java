package dev.examhall.examrender.session;

import static dev.examhall.examrender.Suite.Student.choices;
import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Who watches exams, and what there is to see. */
class LiveBoardIT extends AtTheService {

  private static final ParameterizedTypeReference<ServerSentEvent<Map<String, Object>>> EVENT =
      new ParameterizedTypeReference<>() {};

  @Autowired private OpenPages openPages;
  @Autowired private DatabaseClient database;

  /** The scheduler subscribes again and again to what it got from one call. */
  private Mono<Void> writes;

  @BeforeEach
  void placed() {
    anExamForEverybody();
    writes = openPages.write();
  }

  @Test
  void tellsEachChangeToAllWhoWatch() throws Exception {
    Student student = suite.runningStudent("Watched");
    try (Watching one = watch("PROCTOR");
        Watching other = watch("HEAD_TEACHER")) {
      Map<String, Object> first = one.until(student, session -> true);
      assertThat(first)
          .containsEntry("student", "Watched")
          .containsEntry("state", "RUNNING")
          .containsEntry("answered", 0)
          .containsEntry("questions", 5)
          .containsEntry("incidents", List.of());
      other.until(student, session -> true);

      student.save(1, 1, choices("B")).expectStatus().isOk();
      Map<String, Object> saved =
          one.until(student, session -> Integer.valueOf(1).equals(session.get("answered")));
      assertThat(saved.get("lastSavedAt")).isNotNull();

      student.browser().get().uri("/api/v1/sessions/{id}?unsent=3", student.sessionId()).exchange();
      writes.block();
      Map<String, Object> unsent =
          other.until(student, session -> Integer.valueOf(3).equals(session.get("unsent")));
      assertThat(unsent).containsEntry("incidents", List.of("UNSENT_ANSWERS"));

      change(List.of(student.sessionId()), "PAUSE", null).expectStatus().isOk();
      one.until(
          student, session -> List.of("UNSENT_ANSWERS", "PAUSED").equals(session.get("incidents")));

      student.submit().expectStatus().isOk();
      one.untilGone(student);
      other.untilGone(student);
    }
  }

  @Test
  void knowsWhetherAPageListens() throws Exception {
    Student student = suite.runningStudent("Listens");
    try (Watching board = watch("PROCTOR")) {
      Disposable page =
          client(Suite.visitorToken())
              .get()
              .uri("/api/v1/sessions/{id}/events?unsent=0", student.sessionId())
              .cookie("examhall_student", student.token())
              .accept(MediaType.TEXT_EVENT_STREAM)
              .retrieve()
              .bodyToFlux(EVENT)
              .subscribe(event -> {}, failure -> {});
      writing(() -> board.until(student, session -> Boolean.TRUE.equals(session.get("streams"))));
      page.dispose();
      writing(() -> board.until(student, session -> Boolean.FALSE.equals(session.get("streams"))));
    }
  }

  @Test
  void countsOnlyTheStreamsOfInstancesThatAreAlive() throws Exception {
    Student student = suite.runningStudent("Of a dead instance");
    database
        .sql(
            """
            with i as (insert into page_instance values (gen_random_uuid(), now() - interval '5 minutes') returning id)
            insert into open_page select :id, id, 1, now(), 2, now() from i
            """)
        .bind("id", student.sessionId())
        .then()
        .block();
    try (Watching board = watch("PROCTOR")) {
      assertThat(board.until(student, session -> true))
          .containsEntry("streams", false)
          .containsEntry("unsent", 2);
    }
  }

  @Test
  void saysWhatBecameOfEach() {
    Student running = suite.runningStudent("Runs");
    Student waiting = suite.matchedStudent("Waits");
    UUID nobody = UUID.randomUUID();
    change(List.of(running.sessionId(), waiting.sessionId(), nobody), "PAUSE", null)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.changed.length()")
        .isEqualTo(1)
        .jsonPath("$.changed[0].sessionId")
        .isEqualTo(running.sessionId().toString())
        .jsonPath("$.refused[0].sessionId")
        .isEqualTo(waiting.sessionId().toString())
        .jsonPath("$.refused[1].reason")
        .isEqualTo("There is no such session.");
    change(List.of(), "PAUSE", null).expectStatus().isBadRequest();
    change(List.of(running.sessionId()), "EXTRA_TIME", 0).expectStatus().isBadRequest();
  }

  @Test
  void keepsOthersExamsFromATeacherButNotFromAProctor() {
    Student student = suite.runningStudent("Somebody's");
    String path = "/api/v1/sessions/live";
    page("/teacher/live", student.sessionId());
    assertThat(ids(suite.teacher(), path)).contains(student.sessionId().toString());
    assertThat(ids(suite.person("PROCTOR"), path)).contains(student.sessionId().toString());
    assertThat(ids(suite.colleague("TEACHER"), path))
        .doesNotContain(student.sessionId().toString());
    suite
        .colleague("TEACHER")
        .post()
        .uri("/api/v1/sessions/{id}/time-changes", student.sessionId())
        .bodyValue(Map.of("kind", "PAUSE", "reason", "Not mine"))
        .exchange()
        .expectStatus()
        .isNotFound();
    suite
        .colleague("TEACHER")
        .get()
        .uri("/api/v1/sessions/{id}/time-changes", student.sessionId())
        .exchange()
        .expectStatus()
        .isNotFound();
    student.browser().get().uri(path).exchange().expectStatus().isForbidden();
    suite.stranger().get().uri(path).exchange().expectStatus().isUnauthorized();
  }

  @Test
  void worksAsAPageWithoutScripts() {
    Student student = suite.runningStudent("<b>Plain</b>");
    // a board that somebody looked at a moment ago is shown again, at most three seconds old
    assertThat(page("/teacher/live?exam=", student.sessionId()))
        .contains("&lt;b&gt;Plain&lt;/b&gt;", "/teacher/sessions/" + student.sessionId())
        .doesNotContain("<b>Plain");
    assertThat(post(student, Map.of("kind", "EXTRA_TIME", "minutes", "5", "reason", ""), 422))
        .contains("id=\"reason-error\"", "Say why", "value=\"5\"");
    assertThat(post(student, Map.of("kind", "EXTRA_TIME", "minutes", "x", "reason", "Noise"), 422))
        .contains("id=\"minutes-error\"", "Minutes must be", "value=\"x\"", "value=\"Noise\"")
        .containsPattern("name=\"sessions\" value=\"" + student.sessionId() + "\" checked");
    assertThat(post(student, Map.of("kind", "DANCE", "minutes", "5", "reason", "Noise"), 422))
        .contains("id=\"kind-error\"");
    assertThat(post(student, Map.of("kind", "PAUSE", "minutes", "5", "reason", "Noise"), 200))
        .contains("Changed: 1.");
    student.state().expectBody().jsonPath("$.pausedAt").isNotEmpty();
  }

  private String page(String path, UUID with) {
    String page = page(path);
    for (int i = 0; i < 60 && !page.contains(with.toString()); i++) {
      LockSupport.parkNanos(1_000_000_000);
      page = page(path);
    }
    return page;
  }

  private String page(String path) {
    return Suite.page(suite.person("PROCTOR"), path);
  }

  private String post(Student student, Map<String, String> fields, int status) {
    BodyInserters.FormInserter<String> form =
        BodyInserters.fromFormData("sessions", student.sessionId().toString());
    for (Map.Entry<String, String> field : fields.entrySet()) {
      form = form.with(field.getKey(), field.getValue());
    }
    return Objects.requireNonNull(
        suite
            .person("PROCTOR")
            .post()
            .uri("/teacher/live")
            .contentType(MediaType.APPLICATION_FORM_URLENCODED)
            .accept(MediaType.TEXT_HTML)
            .body(form)
            .exchange()
            .expectStatus()
            .isEqualTo(status)
            .expectBody(String.class)
            .returnResult()
            .getResponseBody());
  }

  private static List<String> ids(WebTestClient client, String path) {
    Map<?, ?> board =
        client
            .get()
            .uri(path)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(Map.class)
            .returnResult()
            .getResponseBody();
    List<String> ids = new ArrayList<>();
    ((List<?>) Objects.requireNonNull(Objects.requireNonNull(board).get("sessions")))
        .forEach(session -> ids.add(String.valueOf(((Map<?, ?>) session).get("id"))));
    return ids;
  }

  private WebTestClient.ResponseSpec change(List<UUID> sessions, String kind, Integer seconds) {
    Map<String, Object> body = new HashMap<>();
    body.put("sessions", sessions);
    body.put("kind", kind);
    body.put("reason", "A test");
    if (seconds != null) {
      body.put("seconds", seconds);
    }
    return suite
        .person("PROCTOR")
        .post()
        .uri("/api/v1/sessions/live/time-changes")
        .bodyValue(body)
        .exchange();
  }

  private interface Waiting {
    Map<String, Object> forIt() throws InterruptedException;
  }

  /** What is known of pages is written again and again, as it is by itself. */
  private void writing(Waiting waiting) throws InterruptedException {
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    writes.block();
                    try {
                      TimeUnit.MILLISECONDS.sleep(100);
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                });
    try {
      waiting.forIt();
    } finally {
      writer.interrupt();
      writer.join();
    }
  }

  private WebClient client(String token) {
    return WebClient.builder()
        .baseUrl("http://127.0.0.1:" + port)
        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 << 20))
        .defaultHeaders(headers -> headers.setBearerAuth(token))
        .build();
  }

  private Watching watch(String role) {
    return new Watching(client(Suite.token(role)));
  }

  /** Somebody who has the board open. */
  private static final class Watching implements AutoCloseable {
    private final BlockingQueue<Map<String, Object>> changes = new LinkedBlockingQueue<>();
    private final Map<String, Map<String, Object>> sessions = new HashMap<>();
    private final Disposable stream;

    Watching(WebClient client) {
      stream =
          client
              .get()
              .uri("/api/v1/sessions/live/events")
              .accept(MediaType.TEXT_EVENT_STREAM)
              .retrieve()
              .bodyToFlux(EVENT)
              .mapNotNull(ServerSentEvent::data)
              .subscribe(changes::add, failure -> {});
    }

    Map<String, Object> until(Student student, Predicate<Map<String, Object>> wanted)
        throws InterruptedException {
      String id = student.sessionId().toString();
      while (!sessions.containsKey(id) || !wanted.test(sessions.get(id))) {
        take();
      }
      return sessions.get(id);
    }

    void untilGone(Student student) throws InterruptedException {
      while (sessions.containsKey(student.sessionId().toString())) {
        take();
      }
    }

    private void take() throws InterruptedException {
      Map<String, Object> change =
          Objects.requireNonNull(changes.poll(60, TimeUnit.SECONDS), "the board said nothing");
      for (Object each : (List<?>) Objects.requireNonNull(change.get("sessions"))) {
        Map<String, Object> session = new HashMap<>();
        ((Map<?, ?>) each).forEach((key, value) -> session.put(String.valueOf(key), value));
        sessions.put(String.valueOf(session.get("id")), session);
      }
      ((List<?>) Objects.requireNonNull(change.get("gone")))
          .forEach(id -> sessions.remove(String.valueOf(id)));
    }

    @Override
    public void close() {
      stream.dispose();
    }
  }
}
