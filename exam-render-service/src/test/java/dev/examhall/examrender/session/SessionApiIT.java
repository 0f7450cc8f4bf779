package dev.examhall.examrender.session;

import static dev.examhall.examrender.Suite.Student.choices;
import static dev.examhall.examrender.Suite.Student.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.examhall.examrender.Suite.Student;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What a student's browser gets from the running service, with PostgreSQL alone behind it. */
class SessionApiIT extends AtTheService {

  @Autowired private SettleSessions settleSessions;
  @Autowired private DatabaseClient database;

  @BeforeEach
  void placed() {
    anExamForEverybody();
  }

  @Test
  void takesAStudentFromTheFormToTheResult() {
    Student student = suite.matchedStudent("Kim Minji");
    assertThat(student.setCookies())
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("examhall_student=")
                    .contains("HttpOnly", "SameSite=Lax", "Path=/;"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("examhall_media=")
                    .contains("HttpOnly", "SameSite=Lax", "Path=/media"));
    student.page("").expectStatus().isSeeOther().expectHeader().location(path(student, "notice"));
    assertThat(body(student.page("notice").expectStatus().isOk()))
        .contains("Kim Minji", "Test exam", "30 minutes");

    student.start().expectStatus().isSeeOther().expectHeader().location(path(student, "test"));
    student
        .state()
        .expectBody()
        .jsonPath("$.state")
        .isEqualTo("STARTED")
        .jsonPath("$.deadline")
        .isEmpty();
    student
        .contentReady()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.state")
        .isEqualTo("RUNNING")
        .jsonPath("$.remainingSeconds")
        .value(seconds -> assertThat((Integer) seconds).isBetween(1795, 1800));

    student.save(1, 1, choices("b")).expectStatus().isBadRequest();
    student.save(1, 1, choices("B")).expectStatus().isOk();
    student.save(2, 1, choices("C", "A")).expectStatus().isOk();
    student.save(3, 1, text(" COLOR ")).expectStatus().isOk();
    student.save(5, 1, choices("D"), text("Busan")).expectStatus().isOk();
    student
        .browser()
        .put()
        .uri("/api/v1/sessions/{id}/position", student.sessionId())
        .bodyValue(Map.of("question", 5, "page", 3))
        .exchange()
        .expectStatus()
        .isNoContent();
    student
        .state()
        .expectBody()
        .jsonPath("$.answers.1.parts[0].choices[0]")
        .isEqualTo("B")
        .jsonPath("$.answers.5.parts[1].text")
        .isEqualTo("Busan")
        .jsonPath("$.position.page")
        .isEqualTo(3)
        .jsonPath("$.answeredCount")
        .isEqualTo(4)
        .jsonPath("$.questionCount")
        .isEqualTo(5);

    student
        .submit()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.answers")
        .isEqualTo(4)
        .jsonPath("$.sha256")
        .value(hash -> assertThat((String) hash).matches("[0-9a-f]{64}"))
        .jsonPath("$.resultUrl")
        .isEqualTo(path(student, "result"));
    // 2 + 2 + 1 + half of 2, of the 7 points that are not a long answer's
    assertThat(body(student.page("result").expectStatus().isOk()))
        .contains("85.7", "6 of 7 points", "Core 1", "4 of 5", "Kim Minji");
    student
        .page("notice")
        .expectStatus()
        .isSeeOther()
        .expectHeader()
        .location(path(student, "result"));
    assertThat(
            body(
                suite
                    .teacher()
                    .get()
                    .uri("/teacher/sessions?q=minji&state=SUBMITTED")
                    .accept(MediaType.TEXT_HTML)
                    .exchange()
                    .expectStatus()
                    .isOk()))
        .contains("Kim Minji", "85.71&nbsp;%", "Handed in");
  }

  @Test
  void acknowledgesTheSameSaveAgainAndKeepsWhatAStaleTabSends() {
    Student student = suite.runningStudent("Two Tabs");
    student.save(1, 2, choices("A")).expectStatus().isOk();
    String first = body(student.save(1, 3, choices("B")).expectStatus().isOk());

    assertThat(body(student.save(1, 3, choices("B")).expectStatus().isOk())).isEqualTo(first);
    student
        .save(1, 3, choices("C"))
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/stale-answer")
        .jsonPath("$.current.revision")
        .isEqualTo(3)
        .jsonPath("$.current.parts[0].choices[0]")
        .isEqualTo("B");
    student.save(1, 1, choices("D")).expectStatus().isEqualTo(409);
    student.save(1, 1, choices("D")).expectStatus().isEqualTo(409);

    assertThat(variants(student, "STALE")).containsExactlyInAnyOrder("C", "D");
  }

  @Test
  void letsOneOfManyTabsWinWithTheHighestRevision() {
    Student student = suite.runningStudent("Many Tabs");

    List<Integer> statuses =
        IntStream.rangeClosed(1, 40)
            .parallel()
            .mapToObj(revision -> student.save(1, revision, text("revision " + revision)))
            .map(answer -> answer.returnResult(String.class).getStatus().value())
            .toList();

    assertThat(Set.copyOf(statuses)).isSubsetOf(200, 409);
    student
        .state()
        .expectBody()
        .jsonPath("$.answers.1.revision")
        .isEqualTo(40)
        .jsonPath("$.answers.1.parts[0].text")
        .isEqualTo("revision 40");
    long refused = statuses.stream().filter(status -> status == 409).count();
    assertThat(variants(student, "STALE")).hasSize((int) refused);
  }

  @Test
  void answersTwoIdenticalSavesAtOnceAlike() {
    Student student = suite.runningStudent("Double Click");

    Set<String> answers =
        IntStream.range(0, 20)
            .parallel()
            .mapToObj(i -> body(student.save(2, 1, choices("A", "C")).expectStatus().isOk()))
            .collect(Collectors.toSet());

    assertThat(answers).hasSize(1);
  }

  @Test
  void doesNotTellSomebodyElsesSessionFromAMadeUpOne() {
    Student owner = suite.runningStudent("Owner");
    owner.save(1, 1, choices("A")).expectStatus().isOk();
    Student thief = suite.runningStudent("Thief");
    UUID madeUp = UUID.fromString("01970000-0000-7000-8000-000000000000");

    for (Student stranger : List.of(thief.at(owner.sessionId()), thief.at(madeUp))) {
      for (WebTestClient.ResponseSpec answer :
          List.of(
              stranger.state(),
              stranger.contentReady(),
              stranger.save(1, 99, choices("B")),
              stranger.submit(),
              stranger
                  .browser()
                  .get()
                  .uri("/api/v1/sessions/{id}/submission", stranger.sessionId())
                  .exchange(),
              stranger
                  .browser()
                  .put()
                  .uri("/api/v1/sessions/{id}/position", stranger.sessionId())
                  .bodyValue(Map.of("question", 1, "page", 1))
                  .exchange())) {
        answer.expectStatus().isNotFound();
      }
      assertThat(problem(stranger.save(1, 99, choices("B"))))
          .isEqualTo(problem(thief.at(UUID.randomUUID()).save(1, 99, choices("B"))));
      stranger.page("notice").expectStatus().isNotFound();
      stranger.page("result").expectStatus().isNotFound();
    }
    thief
        .browser()
        .put()
        .uri("/api/v1/sessions/not-an-id/answers/1")
        .bodyValue(Map.of("revision", 1, "parts", List.of(choices("B"))))
        .exchange()
        .expectStatus()
        .isNotFound();
    owner.state().expectBody().jsonPath("$.answers.1.parts[0].choices[0]").isEqualTo("A");
  }

  @Test
  void wantsAStudentsCookieAndTheGatewaysToken() {
    Student student = suite.runningStudent("Cookie");

    suite
        .visitor()
        .get()
        .uri("/api/v1/sessions/{id}", student.sessionId())
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/student-cookie-needed");
    suite
        .stranger()
        .get()
        .uri("/api/v1/sessions/{id}", student.sessionId())
        .cookie("examhall_student", student.token())
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/token-needed");
  }

  @Test
  void takesAnswersInTheGraceTimeAndMarksThem() {
    Student student = suite.runningStudent("Grace");
    student.save(1, 1, choices("A")).expectBody().jsonPath("$.late").isEqualTo(false);

    clock.advance(Duration.ofMinutes(30).plusSeconds(50));

    student
        .save(1, 2, choices("B"))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.late")
        .isEqualTo(true);
    student.submit().expectStatus().isOk().expectBody().jsonPath("$.state").isEqualTo("SUBMITTED");
  }

  @Test
  void refusesAnswersAfterTheGraceTimeButKeepsThemForTheTeacher() {
    Student student = suite.runningStudent("Too Late");
    student.save(1, 1, choices("B")).expectStatus().isOk();

    clock.advance(Duration.ofMinutes(31).plusSeconds(1));
    student
        .save(1, 2, choices("C"))
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/session-over");
    settle();
    student.state().expectBody().jsonPath("$.state").isEqualTo("FINALISED");
    student
        .save(2, 1, choices("A"))
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/session-over");

    assertThat(variants(student, "LATE")).containsExactlyInAnyOrder("C", "A");
    student
        .state()
        .expectBody()
        .jsonPath("$.answers.1.parts[0].choices[0]")
        .isEqualTo("B")
        .jsonPath("$.answers.2")
        .doesNotExist();
    assertThat(body(student.page("result").expectStatus().isOk()))
        .contains("The time was up", "30:00");
  }

  @Test
  void givesTheServersReceiptToASubmissionAfterTheEnd() {
    Student student = suite.runningStudent("Asleep");
    student.save(1, 1, choices("B")).expectStatus().isOk();
    clock.advance(Duration.ofMinutes(45));

    String late = body(student.submit().expectStatus().isOk());

    assertThat(late).contains("\"state\":\"FINALISED\"", "\"answers\":1");
    settle();
    assertThat(body(student.submit().expectStatus().isOk())).isEqualTo(late);
  }

  @Test
  void takesNothingMoreAfterASubmission() {
    Student student = suite.runningStudent("Done");
    student.save(1, 1, choices("B")).expectStatus().isOk();
    student.submit().expectStatus().isOk();

    student
        .save(1, 2, choices("A"))
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/session-submitted");
    student.save(1, 1, choices("B")).expectStatus().isOk();

    assertThat(variants(student, "LATE")).isEmpty();
    assertThat(variants(student, "STALE")).isEmpty();
    student.state().expectBody().jsonPath("$.answers.1.revision").isEqualTo(1);
  }

  @Test
  void gradesFiftySubmissionsAtOnceOnceAndGivesEachTheSameReceipt() {
    Student student = suite.runningStudent("Impatient");
    student.save(1, 1, choices("B")).expectStatus().isOk();

    Set<String> receipts =
        Flux.range(0, 50)
            .flatMap(
                i ->
                    Mono.fromCallable(() -> body(student.submit().expectStatus().isOk()))
                        .subscribeOn(Schedulers.boundedElastic()),
                50)
            .collect(Collectors.toSet())
            .blockOptional()
            .orElseThrow();

    assertThat(receipts).hasSize(1);
    assertThat(
            body(
                student
                    .browser()
                    .get()
                    .uri("/api/v1/sessions/{id}/submission", student.sessionId())
                    .exchange()
                    .expectStatus()
                    .isOk()))
        .isEqualTo(receipts.iterator().next());
    assertThat(count("select count(*) from question_score where session_id = :id", student))
        .isEqualTo(5);
    assertThat(outbox(student, "examhall.session-changed.v1"))
        .filteredOn(event -> event.contains("\"SUBMITTED\""))
        .hasSize(1);
    assertThat(outbox(student, "examhall.activity-recorded.v1"))
        .filteredOn(event -> event.contains("\"session-submitted\""))
        .hasSize(1);
  }

  @Test
  void losesNoAcknowledgedAnswerToASubmissionAtTheSameTime() {
    for (int round = 0; round < 5; round++) {
      Student student = suite.runningStudent("Race " + round);
      AtomicInteger acknowledged = new AtomicInteger();
      Set<Integer> statuses = ConcurrentHashMap.newKeySet();

      String receipt =
          IntStream.rangeClosed(0, 5)
              .parallel()
              .mapToObj(
                  i -> {
                    if (i == 3) {
                      return body(student.submit().expectStatus().isOk());
                    }
                    int status =
                        student
                            .save(i == 0 ? 3 : i, 1, text("x"))
                            .returnResult(String.class)
                            .getStatus()
                            .value();
                    statuses.add(status);
                    if (status == 200) {
                      acknowledged.incrementAndGet();
                    }
                    return "";
                  })
              .filter(text -> !text.isEmpty())
              .findAny()
              .orElseThrow();

      assertThat(statuses).isSubsetOf(200, 409);
      assertThat(receipt).contains("\"answers\":" + acknowledged.get());
    }
  }

  @Test
  void refusesBodiesThatAreTooLarge() {
    Student student = suite.runningStudent("Long Text");

    for (int size : List.of(64 * 1024, 5 * 1024 * 1024)) {
      Instant before = Instant.now();
      student
          .browser()
          .put()
          .uri("/api/v1/sessions/{id}/answers/4", student.sessionId())
          .contentType(MediaType.APPLICATION_JSON)
          .bodyValue(new byte[size])
          .exchange()
          .expectStatus()
          .isEqualTo(413)
          .expectBody()
          .jsonPath("$.type")
          .isEqualTo("/problems/body-too-large");
      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }
    student.save(4, 1, text("x".repeat(19_000))).expectStatus().isOk();
  }

  @Test
  void saysWhatIsWrongWithAMalformedAnswer() {
    Student student = suite.runningStudent("Odd Client");

    for (String body :
        List.of(
            "{",
            "[]",
            "{}",
            "{\"revision\":0,\"parts\":[{}]}",
            "{\"revision\":1,\"parts\":[]}",
            "{\"revision\":1,\"parts\":[null]}",
            "{\"revision\":1,\"parts\":[{\"choices\":[\"Z\"]}]}",
            "{\"revision\":1,\"parts\":[{\"choices\":[\"A\",\"A\"]}]}",
            "{\"revision\":1,\"parts\":[{\"text\":\"\\u0000\"}]}",
            "{\"revision\":\"x\",\"parts\":[{}]}")) {
      student
          .browser()
          .put()
          .uri("/api/v1/sessions/{id}/answers/1", student.sessionId())
          .contentType(MediaType.APPLICATION_JSON)
          .bodyValue(body)
          .exchange()
          .expectStatus()
          .isBadRequest()
          .expectHeader()
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .expectBody()
          .jsonPath("$.detail")
          .isNotEmpty();
    }
    for (int number : List.of(0, 6, 100_000)) {
      student.save(number, 1, choices("A")).expectStatus().isBadRequest();
    }
  }

  @Test
  void keepsToTheOrderOfThings() {
    Student student = suite.matchedStudent("Eager");

    student
        .save(1, 1, choices("A"))
        .expectStatus()
        .isEqualTo(409)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/clock-not-started");
    student.submit().expectStatus().isEqualTo(409);
    student.contentReady().expectStatus().isEqualTo(409);
    student.start().expectStatus().isSeeOther();
    student.start().expectStatus().isSeeOther();
    student.submit().expectStatus().isEqualTo(409);
    String state = body(student.contentReady().expectStatus().isOk());
    clock.advance(Duration.ofSeconds(10));
    assertThat(deadline(body(student.contentReady().expectStatus().isOk())))
        .isEqualTo(deadline(state));
  }

  @Test
  void startsTheClockByItselfThreeMinutesAfterTheStart() {
    Student student = suite.matchedStudent("Broken Page");
    student.start().expectStatus().isSeeOther();
    Instant started = clock.instant();
    clock.advance(Duration.ofMinutes(10));

    settle();

    Instant deadline = deadline(body(student.state().expectStatus().isOk()));
    assertThat(deadline)
        .isCloseTo(started.plus(Duration.ofMinutes(33)), within(5, ChronoUnit.SECONDS));
  }

  @Test
  void finalisesEachSessionOnceHoweverManyInstancesSweep() {
    List<Student> students =
        IntStream.range(0, 8).mapToObj(i -> suite.runningStudent("Forgotten " + i)).toList();
    students.forEach(student -> student.save(1, 1, choices("B")).expectStatus().isOk());
    clock.advance(Duration.ofMinutes(32));

    Mono.when(
            settleSessions.settleAll(),
            settleSessions.settleAll(),
            settleSessions.settleAll(),
            settleSessions.settleAll())
        .block(Duration.ofSeconds(30));

    for (Student student : students) {
      student.state().expectBody().jsonPath("$.state").isEqualTo("FINALISED");
      assertThat(outbox(student, "examhall.session-changed.v1"))
          .filteredOn(event -> event.contains("\"FINALISED\""))
          .hasSize(1);
    }
  }

  @Test
  void forgetsAStudentsCookieADayAfterTheDeadline() {
    Student student = suite.runningStudent("Old Browser");
    clock.advance(Duration.ofMinutes(30).plusHours(23));
    student.state().expectStatus().isOk();

    clock.advance(Duration.ofHours(2));

    student.state().expectStatus().isNotFound();
  }

  private void settle() {
    settleSessions.settleAll().block(Duration.ofSeconds(30));
  }

  private List<String> variants(Student student, String reason) {
    return database
        .sql(
            "select coalesce(parts->0->'choices'->>0, parts->0->>'text') as value from"
                + " answer_variant where session_id = :id and reason = :reason")
        .bind("id", student.sessionId())
        .bind("reason", reason)
        .map(row -> Objects.requireNonNull(row.get("value", String.class)))
        .all()
        .collectList()
        .blockOptional()
        .orElseThrow();
  }

  private List<String> outbox(Student student, String topic) {
    return database
        .sql("select body from outbox where topic = :topic and body like :session")
        .bind("topic", topic)
        .bind("session", "%" + student.sessionId() + "%")
        .map(row -> Objects.requireNonNull(row.get("body", String.class)))
        .all()
        .collectList()
        .blockOptional()
        .orElseThrow();
  }

  private long count(String sql, Student student) {
    return database
        .sql(sql)
        .bind("id", student.sessionId())
        .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
        .one()
        .blockOptional()
        .orElseThrow();
  }

  private static String path(Student student, String page) {
    return "/sessions/" + student.sessionId() + "/" + page;
  }

  private static String body(WebTestClient.ResponseSpec answer) {
    return new String(
        Objects.requireNonNull(answer.expectBody().returnResult().getResponseBody()),
        StandardCharsets.UTF_8);
  }

  /** The problem without its address, the one thing that differs. */
  private static String problem(WebTestClient.ResponseSpec answer) {
    return body(answer).replaceAll("\"instance\":\"[^\"]*\"", "");
  }

  private static Instant deadline(String state) {
    return Instant.parse(state.replaceFirst(".*\"deadline\":\"([^\"]+)\".*", "$1"));
  }
}
