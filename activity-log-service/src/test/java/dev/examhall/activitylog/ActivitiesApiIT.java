package dev.examhall.activitylog;

import static dev.examhall.activitylog.RunningActivityLog.activity;
import static dev.examhall.activitylog.RunningActivityLog.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Kind;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestKafka;
import dev.examhall.testkit.openapi.ApiFuzz;
import dev.examhall.testkit.openapi.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ActivitiesApiIT {

  private static final Duration LONG = Duration.ofSeconds(40);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;

  private static TestKafka kafka;
  private static TestIdentity identity;
  private static RunningActivityLog log;

  @BeforeAll
  static void start() {
    TestDatabase database = TestInfrastructure.database("activity_log");
    kafka = TestInfrastructure.kafka();
    identity = TestIdentity.start();
    log = RunningActivityLog.start(database, kafka, identity, folder);
  }

  @AfterAll
  static void stop() {
    log.close();
    identity.close();
  }

  /** At the end, since it reads much, which is in the log too. */
  @Test
  @Order(Integer.MAX_VALUE)
  void answersWhateverIsAskedAsItsDocumentSays() throws InterruptedException {
    assertThat(
            ApiFuzz.of(log.address())
                .caller("operator", () -> ApiFuzz.bearer(operator()))
                .caller(
                    "teacher",
                    () -> ApiFuzz.bearer(identity.person("activity-log-service", "TEACHER")),
                    ActivitiesApiIT::isForOperatorsAlone)
                .caller(
                    "proctor",
                    () -> ApiFuzz.bearer(identity.person("activity-log-service", "PROCTOR")),
                    operation -> true)
                .caller(
                    "visitor",
                    () -> ApiFuzz.bearer(identity.visitor("activity-log-service")),
                    operation -> true)
                .strangers(() -> identity.person("cache-service", "OPERATOR"))
                .ask(ApiFuzz.REQUESTS))
        .containsKeys(200, 400, 401, 403);
  }

  private static boolean isForOperatorsAlone(Operation operation) {
    return operation.path().contains("verification")
        || operation.path().contains("dead-letters")
        || operation.path().contains("people");
  }

  private static WebTestClient.ResponseSpec get(String uri, String token) {
    return log.get(uri, token);
  }

  private static String operator() {
    return identity.person("activity-log-service", "OPERATOR");
  }

  private static JsonNode page(String uri) {
    return JSON.readTree(
        get(uri, operator())
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody());
  }

  private static List<ActivityRecorded> stored(UUID session, int count, String name)
      throws Exception {
    List<ActivityRecorded> activities =
        IntStream.range(0, count).mapToObj(i -> activity(session, "answer-saved", name)).toList();
    publish(kafka, activities);
    await()
        .atMost(LONG)
        .until(() -> log.count("session_id = '" + session + "'") >= activities.size());
    return activities;
  }

  @Test
  void findsWhatWasPublishedByEachOfItsTraits() throws Exception {
    UUID session = UUID.randomUUID();
    ActivityRecorded activity = stored(session, 1, "Zelda Quux").getFirst();

    for (String filter :
        List.of(
            "session=" + session,
            "actor=student-" + session,
            "session=" + session + "&verb=answer-saved&severity=INFO&severity=ERROR",
            "session=" + session + "&object=12&objectType=question",
            "session=" + session + "&q=quux saved",
            "session=" + session + "&from=" + activity.at().minusSeconds(1),
            "session=" + session + "&to=" + activity.at().plusSeconds(1))) {
      JsonNode items = page("/api/v1/activities?" + filter).get("items");

      assertThat(items.size()).as(filter).isEqualTo(1);
      assertThat(items.get(0).get("id").asString()).isEqualTo(activity.id().toString());
      assertThat(items.get(0).get("actor").get("name").asString()).isEqualTo("Zelda Quux");
      assertThat(items.get(0).get("details").get("revision").asInt()).isEqualTo(7);
      assertThat(items.get(0).get("at").asString()).isEqualTo(activity.at().toString());
    }
    for (String filter :
        List.of("verb=signed-in", "severity=ERROR", "q=nobody", "to=2020-01-01T00:00")) {
      assertThat(page("/api/v1/activities?session=" + session + "&" + filter).get("items").size())
          .as(filter)
          .isZero();
    }
  }

  @Test
  void pagesHoldEverythingOnceThoughMoreIsStoredMeanwhile() throws Exception {
    UUID session = UUID.randomUUID();
    List<String> ids =
        stored(session, 25, "Mina").stream().map(activity -> activity.id().toString()).toList();

    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = page("/api/v1/activities?limit=10&session=" + session + cursor);
      page.get("items").forEach(item -> seen.add(item.get("id").asString()));
      cursor = page.get("next").isNull() ? null : "&cursor=" + page.get("next").asString();
      if (seen.size() == 10) {
        publish(kafka, List.of(activity(session, "answer-saved", "Mina")));
        await().atMost(LONG).until(() -> log.count("session_id = '" + session + "'") == 26);
      }
    } while (cursor != null);

    assertThat(seen).isEqualTo(ids.reversed());
  }

  @Test
  void recentAreTheLatestFiftyOfAnActor() throws Exception {
    UUID session = UUID.randomUUID();
    List<ActivityRecorded> activities = stored(session, 60, "Mina");

    JsonNode items = page("/api/v1/activities/recent?actor=student-" + session).get("items");

    assertThat(items.size()).isEqualTo(50);
    assertThat(items.get(0).get("id").asString()).isEqualTo(activities.getLast().id().toString());
  }

  @Test
  void readingIsAnActivityOfItsOwn() {
    UUID session = UUID.randomUUID();
    page("/api/v1/activities?session=" + session);

    await()
        .atMost(LONG)
        .until(
            () ->
                log.count("verb = 'activities-read' AND details ->> 'session' = '" + session + "'")
                    == 1);
    assertThat(
            log.count("verb = 'activities-read' AND actor_id = '" + TestIdentity.PERSON_ID + "'"))
        .isPositive();
  }

  @Test
  void isForOperatorsAndTeachersAlone() {
    String service = "activity-log-service";
    for (String path :
        List.of("/api/v1/activities", "/api/v1/activities/recent?actor=x", "/activities")) {
      get(path, identity.person(service, "TEACHER")).expectStatus().isOk();
      get(path, identity.person(service, "PROCTOR")).expectStatus().isForbidden();
      get(path, identity.visitor(service)).expectStatus().isForbidden();
      get(path, identity.service("exam-render-service", service)).expectStatus().isForbidden();
      get(path, identity.person("gateway", "OPERATOR")).expectStatus().isUnauthorized();
    }
    get("/actuator/health", identity.visitor(service)).expectStatus().isForbidden();
    get("/v3/api-docs", identity.service("gateway", service)).expectStatus().isOk();
  }

  @Test
  void namesTheParameterThatItCannotRead() {
    get("/api/v1/activities?session=42", operator())
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .contentType("application/problem+json")
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/unreadable-parameter")
        .jsonPath("$.parameter")
        .isEqualTo("session");
  }

  @Test
  void thePageShowsATimelineOldestFirstAndEscapesWhatPeopleWrote() throws Exception {
    UUID session = UUID.randomUUID();
    List<ActivityRecorded> activities = stored(session, 2, "<script>alert(1)</script>");

    var response =
        get("/activities/sessions/" + session, operator())
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentType("text/html;charset=utf-8")
            .expectBody(String.class)
            .returnResult();
    String html = String.valueOf(response.getResponseBody());

    assertThat(html)
        .contains("A session&#39;s timeline".replace("&#39;", "'"))
        .doesNotContain("<script>alert")
        .contains("&lt;script&gt;");
    assertThat(html.indexOf(activities.getFirst().id().toString()))
        .isPositive()
        .isLessThan(html.indexOf(activities.getLast().id().toString()));
    assertThat(response.getResponseHeaders().getFirst("Content-Security-Policy"))
        .matches("default-src 'none'; style-src 'sha256-[^ ]+'; script-src 'sha256-[^ ]+';.*");
    assertThat(response.getResponseHeaders().getFirst(HttpHeaders.CACHE_CONTROL))
        .isEqualTo("no-store");
  }

  @Test
  void thePageOfOperatorsChecksTheLogAndShowsWhatWasPutAside() {
    get("/activities/integrity", identity.person("activity-log-service", "TEACHER"))
        .expectStatus()
        .isForbidden();
    get("/activities/integrity?check=yes", operator())
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .value(
            html -> assertThat(html).contains("What was put aside").contains("class=\"scroll\""));
  }

  @Test
  void thePageKeepsWhatWasWrittenAndSaysWhatIsWrong() {
    get("/activities?session=nonsense&q=late", operator())
        .expectStatus()
        .isBadRequest()
        .expectBody(String.class)
        .value(
            html ->
                assertThat(html)
                    .contains("id is a UUID")
                    .contains("value=\"nonsense\"")
                    .contains("value=\"late\""));
  }

  @Test
  void tellsItsHealthToServices() {
    get("/actuator/health", identity.service("monitoring-service", "activity-log-service"))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.components.r2dbc.status")
        .isEqualTo("UP")
        .jsonPath("$.components.kafka.status")
        .isEqualTo("UP")
        .jsonPath("$.components.memory.status")
        .isNotEmpty();
  }

  private static ActivityRecorded of(
      UUID exam, @Nullable UUID session, String verb, String teacher, String message) {
    return new ActivityRecorded(
        UuidCreator.getTimeOrderedEpoch(),
        Instant.now(),
        Kind.USER_ACTION,
        new Actor("person", teacher, "=HYPERLINK(\"http://evil\")"),
        verb,
        new ObjectRef("exam", exam.toString()),
        exam,
        session,
        Severity.INFO,
        message,
        Map.of(),
        "exam-render-service",
        null,
        1);
  }

  @Test
  void teachersReadWhatBelongsToTheirOwnExams() throws Exception {
    UUID mine = UUID.randomUUID();
    UUID others = UUID.randomUUID();
    UUID session = UUID.randomUUID();
    String word = "word" + System.nanoTime();
    publish(
        kafka,
        List.of(
            of(mine, null, "exam-created", TestIdentity.PERSON_ID, word),
            of(others, null, "exam-created", UUID.randomUUID().toString(), word),
            of(others, session, "answer-saved", "s", word)));
    await().atMost(LONG).until(() -> log.count("message = '" + word + "'") == 3);
    String teacher = identity.person("activity-log-service", "TEACHER");
    String head = identity.person("activity-log-service", "HEAD_TEACHER");
    String search = "/api/v1/activities?q=" + word;

    get(search, teacher).expectBody().jsonPath("$.items.length()").isEqualTo(1);
    get(search, teacher).expectBody().jsonPath("$.items[0].examId").isEqualTo(mine.toString());
    get(search + "&exam=" + mine, teacher).expectStatus().isOk();
    get(search, head).expectBody().jsonPath("$.items.length()").isEqualTo(3);
    get(search + "&exam=" + others, operator())
        .expectBody()
        .jsonPath("$.items.length()")
        .isEqualTo(2);
    for (String path :
        List.of(
            "/api/v1/activities?exam=" + others,
            "/api/v1/activities?session=" + session,
            "/api/v1/activities/stream?exam=" + others,
            "/api/v1/activities/export.csv?exam=" + others,
            "/activities?session=" + session)) {
      get(path, teacher).expectStatus().isForbidden();
    }
    // It is in the log before the answer is out.
    assertThat(log.count("verb = 'permission-refused' AND exam_id = '" + others + "'"))
        .isEqualTo(3);
    assertThat(
            log.count(
                "verb = 'permission-refused' AND session_id = '"
                    + session
                    + "'"
                    + " AND actor_id = '"
                    + TestIdentity.PERSON_ID
                    + "' AND severity = 'WARNING'"))
        .isEqualTo(2);
  }

  @Test
  void teachersReadWhatBelongsToSharedExamsAsLongAsTheyAreShared() throws Exception {
    UUID exam = UUID.randomUUID();
    UUID copy = UUID.randomUUID();
    UUID session = UUID.randomUUID();
    String maker = UUID.randomUUID().toString();
    String word = "shared" + System.nanoTime();
    String teacher = identity.person("activity-log-service", "TEACHER");
    String proctor = identity.person("activity-log-service", "PROCTOR");
    ActivityRecorded shared = of(exam, null, "exam-shared", maker, word);
    publish(
        kafka,
        List.of(
            of(exam, null, "exam-created", maker, word),
            shared,
            of(copy, null, "exam-copied", TestIdentity.PERSON_ID, word),
            of(exam, session, "session-started", "s", word)));
    await().atMost(LONG).until(() -> log.count("message = '" + word + "'") == 4);

    get("/api/v1/activities?session=" + session, teacher)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.items.length()")
        .isEqualTo(1);
    get("/api/v1/activities?q=" + word, teacher)
        .expectBody()
        .jsonPath("$.items.length()")
        .isEqualTo(4);
    get("/api/v1/activities?exam=" + copy, teacher).expectStatus().isOk();
    get("/api/v1/activities?session=" + session, proctor).expectStatus().isForbidden();

    // an older word that comes late, or twice, changes nothing
    publish(kafka, List.of(of(exam, null, "exam-unshared", maker, word), shared));
    await().atMost(LONG).until(() -> log.count("message = '" + word + "'") == 5);
    get("/api/v1/activities?session=" + session, teacher).expectStatus().isForbidden();
    get("/api/v1/activities?exam=" + exam, teacher).expectStatus().isForbidden();
    get("/api/v1/activities?q=" + word, teacher)
        .expectBody()
        .jsonPath("$.items.length()")
        .isEqualTo(1);
  }

  @Test
  void onlyOperatorsCheckEraseAndReplay() {
    String teacher = identity.person("activity-log-service", "TEACHER");
    for (String path :
        List.of("/api/v1/activities/verification", "/api/v1/activities/dead-letters")) {
      get(path, teacher).expectStatus().isForbidden();
      get(path, operator()).expectStatus().isOk();
    }
    log.ask(HttpMethod.POST, "/api/v1/activities/dead-letters/replay", teacher)
        .expectStatus()
        .isForbidden();
    log.ask(HttpMethod.DELETE, "/api/v1/people/" + UUID.randomUUID(), teacher)
        .expectStatus()
        .isForbidden();
    log.ask(HttpMethod.DELETE, "/api/v1/people/a", operator()).expectStatus().isBadRequest();
  }

  @Test
  void exportsWhatIsFoundAndGuardsFormulas() throws Exception {
    UUID exam = UUID.randomUUID();
    List<ActivityRecorded> activities =
        IntStream.range(0, 1_005)
            .mapToObj(i -> of(exam, null, "exam-edited", "t", "-1, \"quoted\""))
            .toList();
    publish(kafka, activities);
    await().atMost(LONG).until(() -> log.count("exam_id = '" + exam + "'") == 1_005);

    String csv = export("csv", exam, "text/csv;charset=UTF-8");
    List<String> lines = csv.lines().toList();
    assertThat(lines).hasSize(1_006);
    assertThat(lines.getFirst()).startsWith("time,kind,actor_type,");
    assertThat(lines.get(1))
        .contains("\"'=HYPERLINK(\"\"http://evil\"\")\"")
        .contains("\"'-1, \"\"quoted\"\"\"")
        .endsWith(activities.getFirst().id().toString());
    assertThat(lines.getLast()).endsWith(activities.getLast().id().toString());

    List<String> objects = export("ndjson", exam, "application/x-ndjson").lines().toList();
    assertThat(objects).hasSize(1_005);
    assertThat(JSON.readTree(objects.getLast()).get("id").asString())
        .isEqualTo(activities.getLast().id().toString());
    assertThat(log.count("verb = 'activities-exported' AND details ->> 'exam' = '" + exam + "'"))
        .isEqualTo(2);
  }

  private static String export(String format, UUID exam, String type) {
    var answer =
        log.client()
            .mutate()
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 << 20))
            .build()
            .get()
            .uri("/api/v1/activities/export." + format + "?exam=" + exam)
            .headers(headers -> headers.setBearerAuth(operator()))
            .exchange()
            .expectStatus()
            .isOk()
            .expectHeader()
            .valueEquals("Content-Type", type)
            .expectHeader()
            .valueMatches("Content-Disposition", "attachment;.*activities." + format + ".*")
            .expectBody(byte[].class)
            .returnResult();
    return new String(
        java.util.Objects.requireNonNull(answer.getResponseBody()),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private static reactor.core.publisher.Flux<ServerSentEvent<Map<String, Object>>> tail(
      UUID session, @Nullable String last) {
    return log.client()
        .get()
        .uri("/api/v1/activities/stream?verb=answer-saved&session=" + session)
        .headers(
            headers -> {
              headers.setBearerAuth(operator());
              if (last != null) {
                headers.set("Last-Event-ID", last);
              }
            })
        .exchange()
        .expectStatus()
        .isOk()
        .returnResult(new ParameterizedTypeReference<ServerSentEvent<Map<String, Object>>>() {})
        .getResponseBody()
        .filter(event -> event.data() != null);
  }

  @Test
  void followsWhatComesAndGoesOnAfterWhatWasSeenLast() throws Exception {
    UUID session = UUID.randomUUID();
    List<ActivityRecorded> first =
        List.of(activity(session, "answer-saved", "A"), activity(session, "page-viewed", "A"));
    List<ServerSentEvent<Map<String, Object>>> seen =
        new java.util.concurrent.CopyOnWriteArrayList<>();
    var following = tail(session, null).subscribe(seen::add, error -> {});
    publish(kafka, first);
    await().atMost(LONG).until(() -> seen.size() == 1);
    following.dispose();
    assertThat(seen.getFirst().data()).containsEntry("id", first.getFirst().id().toString());

    ActivityRecorded missed = activity(session, "answer-saved", "A");
    publish(kafka, List.of(missed));
    await().atMost(LONG).until(() -> log.count("session_id = '" + session + "'") == 3);

    ServerSentEvent<Map<String, Object>> next =
        tail(session, seen.getFirst().id()).blockFirst(LONG);
    assertThat(java.util.Objects.requireNonNull(next).data())
        .containsEntry("id", missed.id().toString());
  }

  @Test
  void describesEveryAddressOfItsApi() {
    String description =
        get("/v3/api-docs", operator()).expectBody(String.class).returnResult().getResponseBody();
    List<String> served =
        log
            .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
            .getHandlerMethods()
            .keySet()
            .stream()
            .flatMap(mapping -> mapping.getPatternsCondition().getPatterns().stream())
            .map(pattern -> pattern.getPatternString())
            .filter(pattern -> pattern.startsWith("/api/"))
            .toList();

    assertThat(served).hasSizeGreaterThan(8);
    assertThat(served).allSatisfy(path -> assertThat(description).contains("\n  " + path + ":\n"));
  }
}
