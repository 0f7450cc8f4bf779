package dev.examhall.examrender.session;

import static dev.examhall.examrender.Suite.Student.choices;
import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.Suite;
import dev.examhall.examrender.Suite.Student;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Time that is given, taken and stopped, and the pages that hear of it. */
class SessionClockIT extends AtTheService {

  private static final ParameterizedTypeReference<ServerSentEvent<Map<String, Object>>> EVENT =
      new ParameterizedTypeReference<>() {};

  @Autowired private SettleSessions settleSessions;
  @Autowired private SessionChangesListener changes;
  @Autowired private DatabaseClient database;

  @BeforeEach
  void placed() {
    anExamForEverybody();
  }

  @Test
  void givesExtraTimeAndKeepsALedgerWhoseSumIsTheDeadline() {
    Student student = suite.runningStudent("Extra");
    Instant before = deadline(student);
    change(student, "EXTRA_TIME", 300, "A fire alarm.")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.allowedSeconds")
        .isEqualTo(2100);
    change(student, "EXTRA_TIME", -60, "Too much.").expectStatus().isOk();
    assertThat(deadline(student)).isEqualTo(before.plusSeconds(240));

    ledger(student)
        .jsonPath("$.entries.length()")
        .isEqualTo(3)
        .jsonPath("$.entries[0].kind")
        .isEqualTo("ALLOWED")
        .jsonPath("$.entries[1].reason")
        .isEqualTo("A fire alarm.")
        .jsonPath("$.entries[2].seconds")
        .isEqualTo(-60);
    assertThat(sumOfLedgers()).isZero();
  }

  @Test
  void refusesWhatMakesNoSense() {
    Student student = suite.matchedStudent("Refused");
    change(student, "PAUSE", null, "Not yet").expectStatus().isEqualTo(409);
    change(student, "END", null, "Not yet").expectStatus().isEqualTo(409);
    change(student, "EXTRA_TIME", -1800, "All of it").expectStatus().isEqualTo(409);
    change(student, "EXTRA_TIME", 0, "Nothing").expectStatus().isBadRequest();
    change(student, "EXTRA_TIME", 100_000, "A day").expectStatus().isBadRequest();
    change(student, "PAUSE", 5, "Five").expectStatus().isBadRequest();
    change(student, "EXTRA_TIME", 60, " ").expectStatus().isBadRequest();
    change(student, "STOP", null, "?").expectStatus().isBadRequest();
    change(student.at(UUID.randomUUID()), "PAUSE", null, "Who?").expectStatus().isNotFound();
    ledger(student).jsonPath("$.entries.length()").isEqualTo(1);
  }

  @Test
  void letsOnlyPeopleWhoWatchExamsChangeTheTime() {
    Student student = suite.runningStudent("Rights");
    Map<String, Object> body = Map.of("kind", "EXTRA_TIME", "seconds", 60, "reason", "Please");
    String path = "/api/v1/sessions/{id}/time-changes";
    student
        .browser()
        .post()
        .uri(path, student.sessionId())
        .bodyValue(body)
        .exchange()
        .expectStatus()
        .isForbidden();
    suite
        .stranger()
        .post()
        .uri(path, student.sessionId())
        .bodyValue(body)
        .exchange()
        .expectStatus()
        .isUnauthorized();
    suite
        .service()
        .post()
        .uri(path, student.sessionId())
        .bodyValue(body)
        .exchange()
        .expectStatus()
        .isForbidden();
    student.browser().get().uri(path, student.sessionId()).exchange().expectStatus().isForbidden();
    suite
        .person("PROCTOR")
        .post()
        .uri(path, student.sessionId())
        .bodyValue(body)
        .exchange()
        .expectStatus()
        .isOk();
  }

  @Test
  void givesTimeBeforeTheStart() {
    Student student = suite.matchedStudent("Accommodated");
    change(student, "EXTRA_TIME", 900, "Half as much again.").expectStatus().isOk();
    student.start().expectStatus().isSeeOther();
    student
        .contentReady()
        .expectBody()
        .jsonPath("$.remainingSeconds")
        .value(seconds -> assertThat((Integer) seconds).isBetween(2695, 2700));
    assertThat(sumOfLedgers()).isZero();
  }

  @Test
  void aPauseStopsTheClockAndIsGivenBack() {
    Student student = suite.runningStudent("Paused");
    Instant before = deadline(student);
    change(student, "PAUSE", null, "The speakers failed.").expectStatus().isOk();
    change(student, "PAUSE", null, "Again").expectStatus().isOk();
    clock.advance(Duration.ofHours(2));

    settleSessions.settleAll().block();
    student
        .state()
        .expectBody()
        .jsonPath("$.state")
        .isEqualTo("RUNNING")
        .jsonPath("$.pausedAt")
        .isNotEmpty()
        .jsonPath("$.remainingSeconds")
        .value(seconds -> assertThat((Integer) seconds).isBetween(1795, 1800));
    student
        .save(1, 1, choices("B"))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.late")
        .isEqualTo(false);

    change(student, "RESUME", null, "They work again.").expectStatus().isOk();
    assertThat(deadline(student)).isBetween(before.plusSeconds(7200), before.plusSeconds(7203));
    ledger(student).jsonPath("$.entries.length()").isEqualTo(3);
    assertThat(sumOfLedgers()).isZero();
  }

  @Test
  void handingInEndsAPause() {
    Student student = suite.runningStudent("Paused and done");
    change(student, "PAUSE", null, "A break").expectStatus().isOk();
    clock.advance(Duration.ofHours(1));
    student.submit().expectStatus().isOk();
    change(student, "RESUME", null, "Too late").expectStatus().isEqualTo(409);
    assertThat(sumOfLedgers()).isZero();
  }

  /** The scheduler subscribes again and again to what it got from one call. */
  @Test
  void settlesWhatIsDueAtEachLookOfTheScheduler() {
    Student student = suite.runningStudent("Never hands in");
    Mono<Void> look = settleSessions.sweep();
    look.block();
    student.state().expectBody().jsonPath("$.state").isEqualTo("RUNNING");
    clock.advance(Duration.ofMinutes(32));
    look.block();
    student.state().expectBody().jsonPath("$.state").isEqualTo("FINALISED");
  }

  @Test
  void endsWithTheGraceTimeStillToCome() {
    Student student = suite.runningStudent("Ended");
    change(student, "END", null, "Everybody else is done.").expectStatus().isOk();
    clock.advance(Duration.ofSeconds(5));
    student
        .save(1, 1, choices("B"))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.late")
        .isEqualTo(true);
    clock.advance(Duration.ofSeconds(60));
    settleSessions.settleAll().block();
    student.state().expectBody().jsonPath("$.state").isEqualTo("FINALISED");
    assertThat(sumOfLedgers()).isZero();
  }

  @Test
  void changesTheTimeOfAllWhoTakeAnExam() {
    UUID other = suite.activeExam(20);
    suite.placeEverybodyIn(other);
    Student one = suite.runningStudent("One");
    Student two = suite.runningStudent("Two");
    Student waiting = suite.matchedStudent("Not started");
    Student done = suite.runningStudent("Done");
    done.submit().expectStatus().isOk();
    suite
        .teacher()
        .post()
        .uri("/api/v1/exams/{id}/time-changes", other)
        .bodyValue(Map.of("kind", "PAUSE", "reason", "A break for all"))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.changed.length()")
        .isEqualTo(2)
        .jsonPath("$.refused[0].sessionId")
        .isEqualTo(waiting.sessionId().toString());
    one.state().expectBody().jsonPath("$.pausedAt").isNotEmpty();
    two.state().expectBody().jsonPath("$.pausedAt").isNotEmpty();
  }

  @Test
  void tellsAnOpenPageOfEachChangeByPush() throws Exception {
    Student student = suite.runningStudent("Listening");
    BlockingQueue<Map<String, Object>> heard = new LinkedBlockingQueue<>();
    Disposable page = listen(student, heard);
    assertThat(next(heard)).containsEntry("state", "RUNNING").containsEntry("addedSeconds", 0);

    change(student, "EXTRA_TIME", 120, "Noise outside.").expectStatus().isOk();
    assertThat(next(heard))
        .containsEntry("addedSeconds", 120)
        .containsEntry("reason", "Noise outside.");
    change(student, "PAUSE", null, "Still noise.").expectStatus().isOk();
    assertThat(next(heard).get("pausedAt")).isNotNull();
    change(student, "RESUME", null, "Quiet.").expectStatus().isOk();
    assertThat(next(heard).get("pausedAt")).isNull();
    student.submit().expectStatus().isOk();
    assertThat(next(heard)).containsEntry("state", "SUBMITTED");
    page.dispose();
    assertNobodyWatches(student.sessionId());
  }

  @Test
  void hearsAgainAfterTheDatabaseEndedItsConnection() throws Exception {
    Student student = suite.runningStudent("Reconnected");
    BlockingQueue<Map<String, Object>> heard = new LinkedBlockingQueue<>();
    Disposable page = listen(student, heard);
    next(heard);
    database
        .sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'LISTEN"
                + " examhall_session%' and pid <> pg_backend_pid()")
        .then()
        .block();
    // what happened in between is made good by looking once
    change(student, "EXTRA_TIME", 60, "While nobody listened").expectStatus().isOk();
    Map<String, Object> state = next(heard);
    while (!Integer.valueOf(60).equals(state.get("addedSeconds"))) {
      state = next(heard);
    }
    page.dispose();
  }

  @Test
  void keepsStreamsFromOthers() {
    Student student = suite.runningStudent("Private");
    Student other = suite.runningStudent("Curious");
    other
        .browser()
        .get()
        .uri("/api/v1/sessions/{id}/events", student.sessionId())
        .accept(MediaType.TEXT_EVENT_STREAM)
        .exchange()
        .expectStatus()
        .isNotFound();
  }

  private Disposable listen(Student student, BlockingQueue<Map<String, Object>> heard) {
    return WebClient.builder()
        .baseUrl("http://127.0.0.1:" + port)
        .defaultHeaders(headers -> headers.setBearerAuth(Suite.visitorToken()))
        .defaultCookie("examhall_student", student.token())
        .build()
        .get()
        .uri("/api/v1/sessions/{id}/events", student.sessionId())
        .accept(MediaType.TEXT_EVENT_STREAM)
        .retrieve()
        .bodyToFlux(EVENT)
        .mapNotNull(ServerSentEvent::data)
        .subscribe(heard::add);
  }

  private static Map<String, Object> next(BlockingQueue<Map<String, Object>> heard)
      throws InterruptedException {
    return Objects.requireNonNull(heard.poll(20, TimeUnit.SECONDS), "nothing was heard");
  }

  private void assertNobodyWatches(UUID sessionId) throws InterruptedException {
    for (int i = 0; i < 200 && changes.watches(sessionId); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(changes.watches(sessionId)).isFalse();
  }

  private WebTestClient.ResponseSpec change(
      Student student, String kind, Integer seconds, String reason) {
    Map<String, Object> body =
        seconds == null
            ? Map.of("kind", kind, "reason", reason)
            : Map.of("kind", kind, "seconds", seconds, "reason", reason);
    return suite
        .teacher()
        .post()
        .uri("/api/v1/sessions/{id}/time-changes", student.sessionId())
        .bodyValue(body)
        .exchange();
  }

  private WebTestClient.BodyContentSpec ledger(Student student) {
    return suite
        .teacher()
        .get()
        .uri("/api/v1/sessions/{id}/time-changes", student.sessionId())
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody();
  }

  private static Instant deadline(Student student) {
    Map<?, ?> state = student.state().expectBody(Map.class).returnResult().getResponseBody();
    return Instant.parse(String.valueOf(Objects.requireNonNull(state).get("deadline")));
  }

  /** Seconds by which any session's deadline differs from what its ledger says. */
  private long sumOfLedgers() {
    return Objects.requireNonNull(
        database
            .sql(
                """
                select count(*) as wrong from session s
                where s.allowed_seconds <> (select sum(seconds) from time_entry t where t.session_id = s.id)
                  or s.deadline <> s.clock_started_at
                    + (select sum(seconds) from time_entry t where t.session_id = s.id) * interval '1 second'
                """)
            .map(row -> row.get("wrong", Long.class))
            .one()
            .block());
  }
}
