package dev.examhall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.eventdelivery.publishing.EventEncoder;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import dev.examhall.events.examrender.v1.ExamChanged;
import dev.examhall.events.examrender.v1.SessionChanged;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.WithKafka;
import dev.examhall.testkit.infrastructure.WithRedis;
import dev.examhall.testkit.openapi.ApiFuzz;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"examhall.cache.ttl-jitter=0", "examhall.cache.maximum-value-size=4KB"})
@WithRedis
@WithKafka
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CacheRestIT {

  private static final TestIdentity identity = TestIdentity.start();

  private final String exam = UUID.randomUUID().toString();
  private final WebTestClient client;
  private final int port;

  CacheRestIT(@LocalServerPort int port) {
    this.port = port;
    this.client =
        WebTestClient.bindToServer()
            .baseUrl("http://127.0.0.1:" + port)
            .responseTimeout(Duration.ofSeconds(20))
            .defaultHeaders(
                headers ->
                    headers.setBearerAuth(identity.service("exam-render-service", "cache-service")))
            .build();
  }

  @DynamicPropertySource
  static void identity(DynamicPropertyRegistry registry) {
    identity.properties().forEach((name, value) -> registry.add(name, () -> value));
  }

  @BeforeEach
  void redisIsConnected() {
    Awaiting.until(
        Duration.ofSeconds(10), () -> get("exam/" + exam + ":probe").getStatus().value() == 404);
  }

  /** At the end, since it invalidates everything. */
  @Test
  @Order(Integer.MAX_VALUE)
  void answersWhateverIsAskedAsItsDocumentSays() throws InterruptedException {
    assertThat(
            ApiFuzz.of(URI.create("http://127.0.0.1:" + port))
                .caller(
                    "service",
                    () -> ApiFuzz.bearer(identity.service("exam-render-service", "cache-service")))
                .caller(
                    "visitor",
                    () -> ApiFuzz.bearer(identity.visitor("cache-service")),
                    operation -> true)
                .caller(
                    "teacher",
                    () -> ApiFuzz.bearer(identity.person("cache-service", "TEACHER")),
                    operation -> true)
                .strangers(() -> identity.service("exam-render-service", "asset-service"))
                .known("prefix", "exam", "session", "query")
                .known("key", exam + ":a", exam + ":b:c")
                .known("keys", "exam:" + exam + ":a", "exam:1:none")
                .known("patterns", "exam:" + exam + ":*", "exam:*", "exam:*:a")
                .ask(ApiFuzz.REQUESTS))
        .containsKeys(200, 204, 400, 401, 403);
  }

  @Test
  void keepsBytesAndTheirContentType() {
    put("exam/" + exam + ":page?ttl=PT1M", null, "text/html;charset=UTF-8", "<p>é</p>", 204);

    client
        .get()
        .uri("/api/v1/cache/exam/" + exam + ":page")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8")
        .expectHeader()
        .valueMatches("Cache-Status", "examhall-cache; hit; ttl=(59|60)")
        .expectHeader()
        .valueMatches("Age", "[01]")
        .expectHeader()
        .exists(HttpHeaders.ETAG)
        .expectBody(String.class)
        .isEqualTo("<p>é</p>");
  }

  @Test
  void answersUnchangedValuesWithoutABody() {
    put("exam/" + exam + ":page", null, "text/plain", "x", 204);
    String tag = get("exam/" + exam + ":page").getResponseHeaders().getETag();

    client
        .get()
        .uri("/api/v1/cache/exam/" + exam + ":page")
        .header(HttpHeaders.IF_NONE_MATCH, tag)
        .exchange()
        .expectStatus()
        .isNotModified();
  }

  @Test
  void givesTheFirstMissTheLease() {
    EntityExchangeResult<byte[]> first = get("exam/" + exam + ":a");
    EntityExchangeResult<byte[]> second = get("exam/" + exam + ":a");

    assertThat(first.getStatus().value()).isEqualTo(404);
    assertThat(header(first, "Cache-Status")).isEqualTo("examhall-cache; fwd=uri-miss");
    assertThat(header(first, "Examhall-Lease")).isEqualTo("granted");
    assertThat(header(second, "Examhall-Lease")).isEqualTo("held");
    assertThat(header(second, "Examhall-Fill-Token")).isNotEmpty();
  }

  @Test
  void fillsWithTheTokenOfTheMiss() {
    String token = missOf("exam/" + exam + ":a");

    put("exam/" + exam + ":a", token, "application/json", "{\"n\":1}", 204);

    assertThat(body("exam/" + exam + ":a")).isEqualTo("{\"n\":1}");
  }

  @Test
  void refusesAFillAfterTheKeyWasDeleted() {
    String token = missOf("exam/" + exam + ":a");
    client
        .delete()
        .uri("/api/v1/cache/exam/" + exam + ":a")
        .exchange()
        .expectStatus()
        .isNoContent();

    put("exam/" + exam + ":a", token, "text/plain", "old", 409);

    assertThat(get("exam/" + exam + ":a").getStatus().value()).isEqualTo(404);
  }

  @Test
  void refusesAnOldFillOverAValueThatCameAfterADeletion() {
    String old = missOf("exam/" + exam + ":a");
    client
        .delete()
        .uri("/api/v1/cache/exam/" + exam + ":a")
        .exchange()
        .expectStatus()
        .isNoContent();
    put("exam/" + exam + ":a", missOf("exam/" + exam + ":a"), "text/plain", "new", 204);

    put("exam/" + exam + ":a", old, "text/plain", "old", 409);

    assertThat(body("exam/" + exam + ":a")).isEqualTo("new");
  }

  @Test
  void refusesAFillThatAnUnconditionalPutOvertook() {
    String old = missOf("exam/" + exam + ":a");
    put("exam/" + exam + ":a", null, "text/plain", "new", 204);

    put("exam/" + exam + ":a", old, "text/plain", "old", 409);

    assertThat(body("exam/" + exam + ":a")).isEqualTo("new");
  }

  @Test
  void invalidatesAnEntityAndNothingElse() {
    String other = UUID.randomUUID().toString();
    put("exam/" + exam + ":a", null, "text/plain", "1", 204);
    put("exam/" + other + ":a", null, "text/plain", "2", 204);
    String token = missOf("exam/" + exam + ":b");

    invalidate(List.of("exam:" + exam + ":*"), List.of(), 200);

    assertThat(get("exam/" + exam + ":a").getStatus().value()).isEqualTo(404);
    assertThat(body("exam/" + other + ":a")).isEqualTo("2");
    put("exam/" + exam + ":b", token, "text/plain", "old", 409);
  }

  @Test
  void invalidatesAPrefixAndNothingElse() {
    put("curriculum/" + exam + ":a", null, "text/plain", "1", 204);
    put("exam/" + exam + ":a", null, "text/plain", "2", 204);
    String token = missOf("curriculum/" + exam + ":b");

    invalidate(List.of("curriculum:*"), List.of(), 200);

    assertThat(get("curriculum/" + exam + ":a").getStatus().value()).isEqualTo(404);
    assertThat(body("exam/" + exam + ":a")).isEqualTo("2");
    put("curriculum/" + exam + ":b", token, "text/plain", "old", 409);
  }

  @Test
  void invalidatesByTag() {
    put("exam/" + exam + ":a?tags=level:" + exam, null, "text/plain", "1", 204);
    put("exam/" + exam + ":b", null, "text/plain", "2", 204);
    String token = missOf("exam/" + exam + ":c");

    invalidate(List.of(), List.of("level:" + exam), 200);

    assertThat(get("exam/" + exam + ":a").getStatus().value()).isEqualTo(404);
    assertThat(body("exam/" + exam + ":b")).isEqualTo("2");
    put("exam/" + exam + ":c?tags=level:" + exam, token, "text/plain", "old", 409);
  }

  @Test
  void invalidatesOtherGlobsByAScan() {
    put("exam/" + exam + ":page:1", null, "text/plain", "1", 204);
    put("exam/" + exam + ":page:2", null, "text/plain", "2", 204);
    put("exam/" + exam + ":summary", null, "text/plain", "3", 204);
    String token = missOf("exam/" + exam + ":page:3");

    String location = invalidate(List.of("exam:" + exam + ":page:*"), List.of(), 202);

    Awaiting.until(
        Duration.ofSeconds(10),
        () ->
            new String(raw(location), java.nio.charset.StandardCharsets.UTF_8)
                .contains("\"state\":\"DONE\",\"deleted\":2"));
    assertThat(get("exam/" + exam + ":page:1").getStatus().value()).isEqualTo(404);
    assertThat(body("exam/" + exam + ":summary")).isEqualTo("3");
    put("exam/" + exam + ":page:3", token, "text/plain", "old", 409);
  }

  @Test
  void aCommittedChangeOfAnExamInvalidatesIt(
      @Autowired EventPublisher publisher, @Autowired EventEncoder encoder) {
    UUID id = UUID.fromString(exam);
    String other = UUID.randomUUID().toString();
    put("exam/" + exam + ":a", null, "text/plain", "1", 204);
    put("template/" + exam + ":a", null, "text/plain", "2", 204);
    put("exam/" + other + ":a", null, "text/plain", "3", 204);
    String token = missOf("exam/" + exam + ":b");

    happened(
        publisher,
        encoder,
        OutgoingEvent.of(
            ExamChanged.TOPIC,
            exam,
            ExamChanged.TYPE,
            new ExamChanged(id, 2, ExamChanged.Change.UPDATED, Instant.now())),
        "exam/" + exam + ":a");

    assertThat(get("template/" + exam + ":a").getStatus().value()).isEqualTo(404);
    assertThat(body("exam/" + other + ":a")).isEqualTo("3");
    put("exam/" + exam + ":b", token, "text/plain", "old", 409);
  }

  @Test
  void aCommittedChangeOfASessionInvalidatesIt(
      @Autowired EventPublisher publisher, @Autowired EventEncoder encoder) {
    UUID id = UUID.fromString(exam);
    put("session/" + exam + ":a", null, "text/plain", "1", 204);

    happened(
        publisher,
        encoder,
        OutgoingEvent.of(
            SessionChanged.TOPIC,
            exam,
            SessionChanged.TYPE,
            new SessionChanged(
                id,
                UUID.randomUUID(),
                SessionChanged.Change.SUBMITTED,
                Instant.now(),
                Instant.now())),
        "session/" + exam + ":a");

    assertThat(get("session/" + exam + ":a").getStatus().value()).isEqualTo(404);
  }

  /** Publishes as an outbox does, and again as long as the service may not listen yet. */
  private void happened(
      EventPublisher publisher, EventEncoder encoder, OutgoingEvent event, String path) {
    Awaiting.until(
        Duration.ofSeconds(60),
        () -> {
          publisher.send(encoder.encode(event, null)).join();
          Awaiting.pause(Duration.ofMillis(200));
          return get(path).getStatus().value() == 404;
        });
  }

  @Test
  void waitsForTheHolderOfTheLease() {
    String token = missOf("exam/" + exam + ":a");
    Thread filler =
        Thread.ofVirtual()
            .start(
                () -> {
                  Awaiting.pause(Duration.ofMillis(200));
                  put("exam/" + exam + ":a", token, "text/plain", "loaded", 204);
                });

    String waited = body("exam/" + exam + ":a?wait=PT2S");

    assertThat(waited).isEqualTo("loaded");
    join(filler);
  }

  @Test
  void givesAReturnedLeaseToTheNext() {
    String token = missOf("exam/" + exam + ":a");
    client
        .delete()
        .uri("/api/v1/cache/exam/" + exam + ":a/lease")
        .header("Examhall-Fill-Token", token)
        .exchange()
        .expectStatus()
        .isNoContent();

    assertThat(header(get("exam/" + exam + ":a"), "Examhall-Lease")).isEqualTo("granted");
  }

  @Test
  void aLeaseFromBeforeAnInvalidationHoldsNobodyUp() {
    missOf("exam/" + exam + ":a");
    invalidate(List.of("exam:" + exam + ":*"), List.of(), 200);

    assertThat(header(get("exam/" + exam + ":a"), "Examhall-Lease")).isEqualTo("granted");
  }

  @Test
  void servesAStaleValueWhileOneCallerLoads() {
    put("exam/" + exam + ":a?ttl=PT0.05S&stale=PT1M", null, "text/plain", "1", 204);
    Awaiting.pause(Duration.ofMillis(80));

    EntityExchangeResult<byte[]> first = get("exam/" + exam + ":a");
    EntityExchangeResult<byte[]> second = get("exam/" + exam + ":a");

    assertThat(header(first, "Cache-Status")).isEqualTo("examhall-cache; hit; ttl=-1");
    assertThat(header(first, "Examhall-Fill-Token")).isNotEmpty();
    assertThat(second.getStatus().value()).isEqualTo(200);
    assertThat(second.getResponseHeaders().getFirst("Examhall-Fill-Token")).isNull();
  }

  @Test
  void neverServesAStaleValueAfterAnInvalidation() {
    put("exam/" + exam + ":a?ttl=PT0.05S&stale=PT1M", null, "text/plain", "1", 204);
    invalidate(List.of("exam:" + exam + ":*"), List.of(), 200);

    assertThat(get("exam/" + exam + ":a").getStatus().value()).isEqualTo(404);
  }

  @Test
  void forgetsAValueAfterItsTtl() {
    put("exam/" + exam + ":a?ttl=PT0.05S", null, "text/plain", "1", 204);
    Awaiting.pause(Duration.ofMillis(80));

    assertThat(get("exam/" + exam + ":a").getStatus().value()).isEqualTo(404);
  }

  @Test
  void refusesAnUnknownPrefix() {
    problem("/api/v1/cache/nonsense/1:a", 400, "/problems/unknown-prefix");
  }

  @Test
  void refusesMalformedKeys() {
    problem("/api/v1/cache/exam/42", 400, "/problems/malformed-key");
    problem("/api/v1/cache/exam/42:", 400, "/problems/malformed-key");
    problem("/api/v1/cache/exam/42:*", 400, "/problems/malformed-key");
    problem("/api/v1/cache/exam/" + "x".repeat(600) + ":a", 400, "/problems/malformed-key");
  }

  @Test
  void refusesPatternsOutsideOfPrefixes() {
    for (String pattern : List.of("exam", "nonsense:*", "ex*:1:a", "exam:4[2]:*")) {
      client
          .post()
          .uri("/api/v1/cache/invalidations")
          .bodyValue(Map.of("patterns", List.of(pattern)))
          .exchange()
          .expectStatus()
          .isBadRequest()
          .expectHeader()
          .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }
  }

  @Test
  void refusesLargeValues() {
    put("exam/" + exam + ":a", null, "text/plain", "x".repeat(4096), 204);
    put("exam/" + exam + ":b", null, "text/plain", "x".repeat(4097), 413);
  }

  @Test
  void refusesAForgedFillToken() {
    put("exam/" + exam + ":a", "1.2.3", "text/plain", "x", 400);
  }

  @Test
  void isForServicesOnly() {
    WebTestClient anybody =
        WebTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port).build();
    String path = "/api/v1/cache/exam/" + exam + ":a";

    anybody.get().uri(path).exchange().expectStatus().isUnauthorized();
    anybody
        .get()
        .uri(path)
        .headers(h -> h.setBearerAuth(identity.person("cache-service", "OPERATOR")))
        .exchange()
        .expectStatus()
        .isForbidden();
    anybody
        .get()
        .uri(path)
        .headers(h -> h.setBearerAuth(identity.visitor("cache-service")))
        .exchange()
        .expectStatus()
        .isForbidden();
    anybody
        .get()
        .uri(path)
        .headers(h -> h.setBearerAuth(identity.service("gateway", "asset-service")))
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void readsAndFillsManyInOneCall() {
    put("exam/" + exam + ":a", null, "text/plain", "1", 204);
    String token = missOf("exam/" + exam + ":b");
    client
        .post()
        .uri("/api/v1/cache/batch-put")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(
            "{\"entries\":[{\"key\":\"exam:%s:b\",\"body\":\"Mg==\",\"contentType\":\"text/plain\",\"fillToken\":\"%s\"},{\"key\":\"exam:%s:c\",\"body\":\"Mw==\",\"ttl\":\"PT1M\"}]}"
                .formatted(exam, token, exam))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.results[0].outcome")
        .isEqualTo("STORED")
        .jsonPath("$.results[1].outcome")
        .isEqualTo("STORED");

    client
        .post()
        .uri("/api/v1/cache/batch-get")
        .bodyValue(
            Map.of(
                "keys",
                List.of(
                    "exam:" + exam + ":a",
                    "exam:" + exam + ":x",
                    "exam:" + exam + ":b",
                    "exam:" + exam + ":c")))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.entries[0].body")
        .isEqualTo("MQ==")
        .jsonPath("$.entries[1].hit")
        .isEqualTo(false)
        .jsonPath("$.entries[2].body")
        .isEqualTo("Mg==")
        .jsonPath("$.entries[2].contentType")
        .isEqualTo("text/plain")
        .jsonPath("$.entries[3].body")
        .isEqualTo("Mw==");
  }

  @Test
  void countsByPrefix() {
    put("student/" + exam + ":a", null, "text/plain", "12345", 204);
    body("student/" + exam + ":a");
    get("student/" + exam + ":b");

    client
        .get()
        .uri("/api/v1/cache/stats")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.connected")
        .isEqualTo(true)
        .jsonPath("$.prefixes[?(@.prefix=='student')].hits")
        .isEqualTo(1)
        .jsonPath("$.prefixes[?(@.prefix=='student')].misses")
        .isEqualTo(1)
        .jsonPath("$.prefixes[?(@.prefix=='student')].bytesRead")
        .isEqualTo(5);
  }

  @Test
  void namesItsPrefixes() {
    client
        .get()
        .uri("/api/v1/cache/prefixes")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.prefixes[?(@.name=='exam')].ttl")
        .isEqualTo("PT1H")
        .jsonPath("$.prefixes.length()")
        .isEqualTo(7);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private EntityExchangeResult<byte[]> get(String path) {
    return client
        .get()
        .uri("/api/v1/cache/" + path)
        .exchange()
        .expectBody(byte[].class)
        .returnResult();
  }

  private byte[] raw(String path) {
    byte[] body = client.get().uri(path).exchange().expectBody().returnResult().getResponseBody();
    return body == null ? new byte[0] : body;
  }

  private String body(String path) {
    EntityExchangeResult<byte[]> result = get(path);
    assertThat(result.getStatus().value()).as(path).isEqualTo(200);
    byte[] body = result.getResponseBody();
    return body == null ? "" : new String(body, java.nio.charset.StandardCharsets.UTF_8);
  }

  private String missOf(String path) {
    EntityExchangeResult<byte[]> result = get(path);
    assertThat(result.getStatus().value()).as(path).isEqualTo(404);
    return header(result, "Examhall-Fill-Token");
  }

  private static String header(EntityExchangeResult<?> result, String name) {
    String value = result.getResponseHeaders().getFirst(name);
    assertThat(value).as(name).isNotNull();
    return String.valueOf(value);
  }

  private void put(
      String path, @Nullable String token, String contentType, String body, int status) {
    client
        .put()
        .uri("/api/v1/cache/" + path)
        .headers(
            headers -> {
              headers.set(HttpHeaders.CONTENT_TYPE, contentType);
              if (token != null) {
                headers.set("Examhall-Fill-Token", token);
              }
            })
        .bodyValue(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .exchange()
        .expectStatus()
        .isEqualTo(status);
  }

  private String invalidate(List<String> patterns, List<String> tags, int status) {
    EntityExchangeResult<byte[]> result =
        client
            .post()
            .uri("/api/v1/cache/invalidations")
            .bodyValue(Map.of("patterns", patterns, "tags", tags))
            .exchange()
            .expectStatus()
            .isEqualTo(status)
            .expectBody()
            .returnResult();
    return String.valueOf(result.getResponseHeaders().getLocation());
  }

  private void problem(String path, int status, String type) {
    client
        .get()
        .uri(path)
        .exchange()
        .expectStatus()
        .isEqualTo(status)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo(type);
  }
}
