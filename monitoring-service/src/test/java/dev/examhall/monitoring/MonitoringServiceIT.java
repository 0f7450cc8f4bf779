package dev.examhall.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.WithPostgres;
import dev.examhall.testkit.openapi.ApiFuzz;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service, with a watched service of its own and every other one away. */
@WithPostgres("monitoring")
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "examhall.monitoring.polling.interval=50ms",
      "examhall.monitoring.polling.recheck=20ms",
      "examhall.monitoring.history.flush=50ms",
      "examhall.monitoring.alerts.start-grace=0s",
      "examhall.monitoring.alerts.group-wait=100ms",
      "examhall.monitoring.alerts.resolve-after=1s",
      "examhall.monitoring.duty.interval=100ms"
    })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringServiceIT {

  private static final TestIdentity identity = TestIdentity.start();
  private static final AtomicInteger assetStatus = new AtomicInteger(200);
  private static final AtomicReference<String> assetAuthorization = new AtomicReference<>("");
  private static final StringBuffer webhook = new StringBuffer();
  private static final HttpServer assets = assetServer();

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) {
    identity.properties().forEach((name, value) -> registry.add(name, () -> value));
    registry.add(
        "EXAMHALL_ALERT_WEBHOOK_URL",
        () -> "http://127.0.0.1:" + assets.getAddress().getPort() + "/hook");
    registry.add("EXAMHALL_ASSET_URL", () -> "http://127.0.0.1:" + assets.getAddress().getPort());
  }

  private final WebTestClient http;
  private final int port;

  MonitoringServiceIT(@LocalServerPort int port) {
    this.port = port;
    http =
        WebTestClient.bindToServer()
            .baseUrl("http://127.0.0.1:" + port)
            .responseTimeout(Duration.ofSeconds(20))
            .build();
  }

  @Test
  void statusPageAndCoarseHealthAreForEverybody() throws Exception {
    await(
        () ->
            http.get()
                    .uri("/api/health")
                    .exchange()
                    .expectBody(String.class)
                    .returnResult()
                    .getStatus()
                    .value()
                == 503);

    http.get()
        .uri("/status")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentType("text/html;charset=utf-8")
        .expectHeader()
        .valueMatches("Content-Security-Policy", "default-src 'none'; style-src 'sha256-.*")
        .expectBody(String.class)
        .value(html -> assertThat(html).contains("Something does not work"));
  }

  /** At the end, since it plans maintenance and reports errors. */
  @Test
  @Order(Integer.MAX_VALUE)
  void answersWhateverIsAskedAsItsDocumentSays() throws InterruptedException {
    assertThat(
            ApiFuzz.of(URI.create("http://127.0.0.1:" + port))
                .caller(
                    "operator",
                    () -> ApiFuzz.bearer(identity.person("monitoring-service", "OPERATOR")))
                .caller(
                    "teacher",
                    () -> ApiFuzz.bearer(identity.person("monitoring-service", "TEACHER")),
                    operation -> !operation.path().equals("/api/v1/browser-errors"))
                .caller(
                    "visitor",
                    () -> ApiFuzz.bearer(identity.visitor("monitoring-service")),
                    operation -> !operation.path().equals("/api/v1/browser-errors"))
                .strangers(() -> identity.person("cache-service", "OPERATOR"))
                .known("service", "gateway", "asset-service")
                // some services are away in this test
                .excusing(
                    (operation, status) -> operation.path().equals("/api/health") && status == 503)
                .ask(ApiFuzz.REQUESTS))
        .containsKeys(200, 400, 401, 403);
  }

  @Test
  void operatorsAloneSeeDetails() {
    http.get().uri("/api/v1/health").exchange().expectStatus().isUnauthorized().expectBody();
    http.get()
        .uri("/api/v1/health")
        .headers(headers -> headers.setBearerAuth(identity.visitor("monitoring-service")))
        .exchange()
        .expectStatus()
        .isForbidden()
        .expectBody();
    http.get()
        .uri("/api/v1/health")
        .headers(headers -> headers.setBearerAuth(identity.person("monitoring-service", "TEACHER")))
        .exchange()
        .expectStatus()
        .isForbidden()
        .expectBody();
    http.get()
        .uri("/api/v1/health")
        .headers(
            headers -> headers.setBearerAuth(identity.person("monitoring-service", "OPERATOR")))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.services.length()")
        .isEqualTo(6)
        .jsonPath("$.score.parts.length()")
        .isEqualTo(6);
  }

  @Test
  void targetsAreShownInTheConfiguredOrder() {
    http.get()
        .uri("/api/v1/health")
        .headers(
            headers -> headers.setBearerAuth(identity.person("monitoring-service", "OPERATOR")))
        .exchange()
        .expectBody()
        .jsonPath("$.services[*].id")
        .isEqualTo(
            java.util.List.of(
                "gateway",
                "exam-render-service",
                "asset-service",
                "cache-service",
                "activity-log-service",
                "monitoring-service"));
  }

  @Test
  void questionsCarryAServiceToken() throws Exception {
    await(() -> assetAuthorization.get().startsWith("Bearer ey"));
  }

  @Test
  void readinessDoesNotDependOnOthers() {
    http.get().uri("/actuator/health/readiness").exchange().expectStatus().isOk().expectBody();
  }

  @Test
  void apiIsDescribedForServices() {
    http.get().uri("/v3/api-docs").exchange().expectStatus().isUnauthorized().expectBody();
    http.get()
        .uri("/v3/api-docs")
        .headers(
            headers -> headers.setBearerAuth(identity.service("gateway", "monitoring-service")))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .value(yaml -> assertThat(yaml).contains("/api/v1/health"));
  }

  @Test
  void whatIsUnknownIsAProblemAndNotAStackTrace() {
    http.get()
        .uri("/nothing-here")
        .headers(
            headers -> headers.setBearerAuth(identity.person("monitoring-service", "OPERATOR")))
        .exchange()
        .expectStatus()
        .isForbidden()
        .expectHeader()
        .contentType("application/problem+json")
        .expectBody();
  }

  @Test
  void incidentIsOpenedAndEndedInTheDatabase(TestDatabase database) throws Exception {
    await(
        () ->
            count(
                    database,
                    "SELECT count(*) FROM health_sample WHERE service = 'asset-service' AND state ="
                        + " 'UP' AND latency_ms IS NOT NULL")
                > 3);

    assetStatus.set(503);
    await(() -> count(database, openIncidents()) == 1);
    assetStatus.set(200);
    await(() -> count(database, openIncidents()) == 0);

    assertThat(
            count(
                database,
                "SELECT count(*) FROM incident WHERE service = 'asset-service' AND worst_state ="
                    + " 'DOWN' AND ended_at >= started_at"))
        .isEqualTo(1);
    assertThat(
            count(
                database,
                "SELECT count(*) FROM health_change WHERE service = 'asset-service' AND to_state ="
                    + " 'DOWN' AND score BETWEEN 0 AND 40"))
        .isEqualTo(1);
  }

  @Test
  void operatorsAloneReachTheOperatorsPagesAndTheirApi() {
    for (String path :
        java.util.List.of(
            "/ops",
            "/ops/events",
            "/ops/errors",
            "/api/v1/alerts",
            "/api/v1/errors",
            "/api/v1/maintenance-windows",
            "/api/v1/health/uptime")) {
      http.get()
          .uri(path)
          .headers(
              headers -> headers.setBearerAuth(identity.person("monitoring-service", "TEACHER")))
          .exchange()
          .expectStatus()
          .isForbidden()
          .expectBody();
    }
  }

  @Test
  void theOperatorsPageFollowsWhatHappens() {
    String html =
        asOperator(http.get().uri("/ops"))
            .expectStatus()
            .isOk()
            .expectHeader()
            .valueMatches("Content-Security-Policy", ".*script-src 'sha256-.*")
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    assertThat(html).contains("EventSource('/ops/events')");

    var events =
        asOperator(http.get().uri("/ops/events"))
            .expectStatus()
            .isOk()
            .returnResult(
                new org.springframework.core.ParameterizedTypeReference<
                    org.springframework.http.codec.ServerSentEvent<String>>() {})
            .getResponseBody()
            .take(4)
            .map(org.springframework.http.codec.ServerSentEvent::event)
            .collectList()
            .block(Duration.ofSeconds(20));
    assertThat(events).contains("now", "metrics", "past");
  }

  @Test
  void aDeadServiceRaisesAnAlertThatTheWebhookGetsAndMaintenanceEndsIt() throws Exception {
    await(() -> webhook.toString().contains("\"subject\":\"gateway\""));
    assertThat(webhook.toString()).contains("\"kind\":\"RAISED\"", "\"severity\":\"CRITICAL\"");
    asOperator(http.get().uri("/api/v1/alerts"))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.open[?(@.subject == 'gateway')].severity")
        .isEqualTo("CRITICAL");

    asOperator(
            http.post()
                .uri("/api/v1/maintenance-windows")
                .contentType(org.springframework.http.MediaType.APPLICATION_JSON)
                .bodyValue(
                    "{\"subjects\":[\"gateway\"],\"until\":\"%s\",\"reason\":\"new disks\"}"
                        .formatted(Instant.now().plusSeconds(600))))
        .expectStatus()
        .isCreated()
        .expectBody()
        .jsonPath("$.createdBy")
        .isNotEmpty();
    await(() -> webhook.toString().contains("\"kind\":\"SILENCED\""));
    asOperator(
            http.post()
                .uri("/api/v1/maintenance-windows")
                .contentType(org.springframework.http.MediaType.APPLICATION_JSON)
                .bodyValue("{\"until\":\"2001-01-01T00:00:00Z\",\"reason\":\"too late\"}"))
        .expectStatus()
        .isBadRequest()
        .expectBody();
  }

  @Test
  void aBrowsersErrorBecomesAGroupThatReceiversHearOfAndOperatorsResolve() throws Exception {
    http.post()
        .uri("/api/v1/browser-errors")
        .headers(headers -> headers.setBearerAuth(identity.visitor("monitoring-service")))
        .contentType(org.springframework.http.MediaType.APPLICATION_JSON)
        .bodyValue(
            "{\"type\":\"TypeError\",\"message\":\"<b>x</b> is null\",\"stack\":\"at save"
                + " (http://x/assets/a-ABCD1234.js:1:2)\",\"page\":\"/start\"}")
        .exchange()
        .expectStatus()
        .isAccepted()
        .expectBody();

    await(() -> webhook.toString().contains("new error in browser: TypeError: <b>x</b> is null"));
    String list =
        asOperator(http.get().uri("/ops/errors"))
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    assertThat(list).contains("&lt;b&gt;x&lt;/b&gt; is null").doesNotContain("<b>x");
    String path =
        java.util.Objects.requireNonNull(list).split("href=\"/ops/errors/")[1].split("\"")[0];
    asOperator(
            http.post()
                .uri("/ops/errors/" + path)
                .contentType(org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED)
                .bodyValue("status=resolved"))
        .expectStatus()
        .isSeeOther()
        .expectBody();
    asOperator(http.get().uri("/api/v1/errors/" + path))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.group.status")
        .isEqualTo("RESOLVED")
        .jsonPath("$.events[0].service")
        .isEqualTo("browser");
    asOperator(http.get().uri("/ops/errors/" + path)).expectStatus().isOk().expectBody();
    asOperator(http.get().uri("/api/v1/errors/nothing")).expectStatus().isNotFound().expectBody();
  }

  @Test
  void historyAndUptimeAreTold() {
    asOperator(http.get().uri("/api/v1/health/history?service=asset-service&step=seconds"))
        .expectStatus()
        .isOk()
        .expectBody();
    asOperator(http.get().uri("/api/v1/health/history?service=asset-service&step=years"))
        .expectStatus()
        .isBadRequest()
        .expectBody();
    asOperator(http.get().uri("/api/v1/health/history?service=nobody"))
        .expectStatus()
        .isNotFound()
        .expectBody();
    asOperator(http.get().uri("/api/v1/health/uptime")).expectStatus().isOk().expectBody();
    asOperator(http.get().uri("/api/v1/health/incidents")).expectStatus().isOk().expectBody();
  }

  @Test
  void everyAddressIsDescribed(
      @Autowired RequestMappingHandlerMapping requestMappingHandlerMapping) {
    Set<String> served = new TreeSet<>();
    requestMappingHandlerMapping
        .getHandlerMethods()
        .forEach(
            (address, handler) -> {
              if (handler.getBeanType().getName().startsWith("dev.examhall.")) {
                address
                    .getMethodsCondition()
                    .getMethods()
                    .forEach(
                        method ->
                            address
                                .getPatternsCondition()
                                .getPatterns()
                                .forEach(pattern -> served.add(method + " " + pattern)));
              }
            });
    // operators' pages are for people, and the document does not describe itself
    served.removeIf(one -> one.contains(" /ops") || one.endsWith(" /v3/api-docs"));

    assertThat(new ApiContract().operations()).isEqualTo(served);
  }

  @Test
  void everyAnswerIsAsDescribed() throws Exception {
    http.post()
        .uri("/api/v1/browser-errors")
        .headers(headers -> headers.setBearerAuth(identity.visitor("monitoring-service")))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue("{\"type\":\"RangeError\",\"message\":\"x\",\"page\":\"/start\"}")
        .exchange()
        .expectStatus()
        .isAccepted()
        .expectBody()
        .isEmpty();
    await(() -> answer("GET", "/api/v1/alerts", "").path("past").size() > 0);
    await(() -> answer("GET", "/api/v1/health/incidents", "").size() > 0);
    await(
        () -> answer("GET", "/api/v1/health/history", "?service=gateway&step=seconds").size() > 0);

    answer("GET", "/api/health", "");
    answer("GET", "/api/v1/health", "");
    answer("GET", "/api/v1/health/history", "?service=nobody");
    answer("GET", "/api/v1/health/uptime", "");
    String alert = answer("GET", "/api/v1/alerts", "").path("past").path(0).path("id").asString();
    answer("GET", "/api/v1/alerts/{id}", "", alert);
    answer("GET", "/api/v1/alerts/{id}", "", UUID.randomUUID().toString());
    String window =
        answer(
                "POST",
                "/api/v1/maintenance-windows",
                "{\"subjects\":[\"disk\"],\"until\":\"%s\",\"reason\":\"new disks\"}"
                    .formatted(Instant.now().plusSeconds(600)))
            .path("id")
            .asString();
    answer("GET", "/api/v1/maintenance-windows", "");
    answer("DELETE", "/api/v1/maintenance-windows/{id}", "", window);
    JsonNode groups = answer("GET", "/api/v1/errors", "");
    assertThat(groups).isNotEmpty();
    String group = groups.path(0).path("fingerprint").asString();
    answer("GET", "/api/v1/errors/{fingerprint}", "", group);
    answer("GET", "/api/v1/errors/{fingerprint}", "", "nothing");
    answer("PUT", "/api/v1/errors/{fingerprint}/ignoring", "", group);
    answer("DELETE", "/api/v1/errors/{fingerprint}/ignoring", "", group);
    answer("PUT", "/api/v1/errors/{fingerprint}/resolution", "", group);
    answer("DELETE", "/api/v1/errors/{fingerprint}/resolution", "", group);
  }

  /** Asks as an operator, and compares what comes with its description. */
  private JsonNode answer(String method, String path, String queryOrBody, String... variables) {
    boolean query = queryOrBody.startsWith("?");
    WebTestClient.RequestBodySpec request =
        http.method(HttpMethod.valueOf(method))
            .uri(path + (query ? queryOrBody : ""), (Object[]) variables);
    if (!query && !queryOrBody.isEmpty()) {
      request.contentType(MediaType.APPLICATION_JSON).bodyValue(queryOrBody);
    }
    EntityExchangeResult<byte[]> result = asOperator(request).expectBody().returnResult();
    byte[] body =
        result.getResponseBodyContent() == null ? new byte[0] : result.getResponseBodyContent();
    assertThat(new ApiContract().differences(method, path, result.getStatus().value(), body))
        .as("%s %s: %s", method, path, new String(body, StandardCharsets.UTF_8))
        .isEmpty();
    return JsonMapper.shared()
        .readTree(body.length == 0 ? "null".getBytes(StandardCharsets.UTF_8) : body);
  }

  private static WebTestClient.ResponseSpec asOperator(
      WebTestClient.RequestHeadersSpec<?> request) {
    return request
        .headers(
            headers -> headers.setBearerAuth(identity.person("monitoring-service", "OPERATOR")))
        .exchange();
  }

  private static String openIncidents() {
    return "SELECT count(*) FROM incident WHERE service = 'asset-service' AND ended_at IS NULL";
  }

  private static long count(TestDatabase database, String sql) {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      // the service makes its tables after its start
      return -1;
    }
  }

  private static HttpServer assetServer() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
      server.createContext(
          "/actuator/health",
          exchange -> {
            try (exchange) {
              String token = exchange.getRequestHeaders().getFirst("Authorization");
              assetAuthorization.set(token == null ? "" : token);
              int status = assetStatus.get();
              byte[] body =
                  "{\"status\":\"%s\"}"
                      .formatted(status == 200 ? "UP" : "DOWN")
                      .getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(status, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      server.createContext(
          "/hook",
          exchange -> {
            try (exchange) {
              webhook.append(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
              exchange.sendResponseHeaders(204, -1);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(30);
    while (!condition.call()) {
      assertThat(Instant.now()).as("time to wait").isBefore(deadline);
      Thread.sleep(20);
    }
  }
}
