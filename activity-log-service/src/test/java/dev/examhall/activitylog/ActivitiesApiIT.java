package dev.examhall.activitylog;

import static dev.examhall.activitylog.RunningActivityLog.activity;
import static dev.examhall.activitylog.RunningActivityLog.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
        get("/activities?session=" + session + "&order=oldest", operator())
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentType("text/html;charset=utf-8")
            .expectBody(String.class)
            .returnResult();
    String html = String.valueOf(response.getResponseBody());

    assertThat(html)
        .contains("A session&#39;s timeline".replace("&#39;", "'"))
        .doesNotContain("<script>")
        .contains("&lt;script&gt;");
    assertThat(html.indexOf(activities.getFirst().id().toString()))
        .isPositive()
        .isLessThan(html.indexOf(activities.getLast().id().toString()));
    assertThat(response.getResponseHeaders().getFirst("Content-Security-Policy"))
        .startsWith("default-src 'none'; style-src 'sha256-");
    assertThat(response.getResponseHeaders().getFirst(HttpHeaders.CACHE_CONTROL))
        .isEqualTo("no-store");
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
}
