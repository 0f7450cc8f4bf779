package dev.examhall.examrender.session;

import static dev.examhall.examrender.Suite.Student.choices;
import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;

/** One page at a time writes a session. */
class WriterIT extends AtTheService {

  private static final ParameterizedTypeReference<ServerSentEvent<Map<String, Object>>> EVENT =
      new ParameterizedTypeReference<>() {};

  @Autowired private DatabaseClient database;
  private final UUID device = UUID.randomUUID();

  @BeforeEach
  void placed() {
    anExamForEverybody();
  }

  @Test
  void thePageThatOpensLastWritesAndWhoWasAwayAsksFirst() {
    Student student = suite.runningStudent("Opens");
    UUID first = UUID.randomUUID();
    UUID reloaded = UUID.randomUUID();
    UUID other = UUID.randomUUID();

    granted(claim(student, first, device, 0, null, false), 1);
    granted(claim(student, first, device, 0, null, false), 1);
    granted(claim(student, reloaded, device, 0, first, false), 2);
    granted(claim(student, other, UUID.randomUUID(), 2, null, false), 3);
    claim(student, reloaded, device, 2, first, false)
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/not-the-writer")
        .jsonPath("$.writer")
        .isEqualTo(3);
    granted(claim(student, reloaded, device, 2, first, true), 4);
    student.state().expectBody().jsonPath("$.writer").isEqualTo(4);
    assertThat(student.page("test").expectBody(String.class).returnResult().getResponseBody())
        .contains("\"writer\":4,");
    assertThat(activities(student, "session-taken-over"))
        .satisfiesExactly(
            opened ->
                assertThat(opened)
                    .contains("\"sameDevice\":false", "\"asked\":false", "\"writer\":3"),
            asked -> assertThat(asked).contains("\"sameDevice\":false", "\"asked\":true"));

    claim(student.at(UUID.randomUUID()), first, device, 0, null, true).expectStatus().isNotFound();
    student
        .browser()
        .post()
        .uri("/api/v1/sessions/{id}/writer", student.sessionId())
        .bodyValue(Map.of("page", first))
        .exchange()
        .expectStatus()
        .isBadRequest();
  }

  @Test
  void onlyTheWriterHandsInAndPagesFromBeforeStillCan() {
    Student student = suite.runningStudent("Hands In");
    granted(claim(student, UUID.randomUUID(), device, 0, null, false), 1);
    granted(claim(student, UUID.randomUUID(), device, 1, null, false), 2);

    submit(student, 1)
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/not-the-writer");
    student.save(1, 1, choices("B")).expectStatus().isOk();
    submit(student, 2).expectStatus().isOk();
    submit(student, 1).expectStatus().isOk();
    student.submit().expectStatus().isOk();
    granted(claim(student, UUID.randomUUID(), device, 0, null, true), 2);
  }

  @Test
  void openPagesHearOfANewWriter() throws InterruptedException {
    Student student = suite.runningStudent("Hears");
    BlockingQueue<Object> writers = new LinkedBlockingQueue<>();
    Disposable listening =
        WebClient.create("http://127.0.0.1:" + port)
            .get()
            .uri("/api/v1/sessions/{id}/events", student.sessionId())
            .headers(headers -> headers.setBearerAuth(Suite.visitorToken()))
            .cookie("examhall_student", student.token())
            .retrieve()
            .bodyToFlux(EVENT)
            .mapNotNull(ServerSentEvent::data)
            .subscribe(state -> writers.add(Objects.requireNonNull(state.get("writer"))));
    try {
      assertThat(writers.poll(60, TimeUnit.SECONDS)).isEqualTo(0);

      granted(claim(student, UUID.randomUUID(), device, 0, null, false), 1);

      assertThat(writers.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
    } finally {
      listening.dispose();
    }
  }

  private static void granted(WebTestClient.ResponseSpec claimed, int writer) {
    claimed.expectStatus().isOk().expectBody().jsonPath("$.writer").isEqualTo(writer);
  }

  private static WebTestClient.ResponseSpec claim(
      Student student,
      UUID page,
      UUID device,
      int known,
      @Nullable UUID replaces,
      boolean takeOver) {
    Map<String, Object> claim =
        new HashMap<>(Map.of("page", page, "device", device, "known", known, "takeOver", takeOver));
    if (replaces != null) {
      claim.put("replaces", replaces);
    }
    return student
        .browser()
        .post()
        .uri("/api/v1/sessions/{id}/writer", student.sessionId())
        .bodyValue(claim)
        .exchange();
  }

  private static WebTestClient.ResponseSpec submit(Student student, int writer) {
    return student
        .browser()
        .post()
        .uri("/api/v1/sessions/{id}/submission?writer={writer}", student.sessionId(), writer)
        .exchange();
  }

  private List<String> activities(Student student, String verb) {
    return Objects.requireNonNull(
        database
            .sql("select body from outbox where body like :verb and body like :id order by seq")
            .bind("verb", "%\"" + verb + "\"%")
            .bind("id", "%" + student.sessionId() + "%")
            .map(row -> Objects.requireNonNull(row.get(0, String.class)))
            .all()
            .collectList()
            .block());
  }
}
