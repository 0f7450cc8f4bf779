package dev.examhall.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.examhall.embedded.PostgresServer;
import dev.examhall.monitoring.alerting.AlertWatch;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The monitor has to start, watch and tell while its database is away, and catch up afterwards. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "examhall.monitoring.polling.interval=100ms",
      "examhall.monitoring.polling.recheck=50ms",
      "examhall.monitoring.history.flush=200ms",
      "examhall.monitoring.duty.interval=200ms",
      "examhall.monitoring.alerts.start-grace=0s",
      "examhall.monitoring.alerts.group-wait=2s",
      "examhall.monitoring.alerts.resolve-after=500ms"
    })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatabaseAwayIT {

  private static final String PASSWORD = "password-of-tests";
  private static final TestIdentity identity = TestIdentity.start();
  private static final PostgresServer postgres = TestInfrastructure.newPostgres();

  private static final List<JsonNode> notices = new CopyOnWriteArrayList<>();
  private static final HttpServer services = services();

  static {
    postgres.administration().createDatabase("monitoring", PASSWORD);
    postgres.kill();
  }

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) {
    identity.properties().forEach((name, value) -> registry.add(name, () -> value));
    registry.add("EXAMHALL_POSTGRES_PORT", postgres::port);
    registry.add("EXAMHALL_DATABASE_PASSWORD", () -> PASSWORD);
    String url = "http://127.0.0.1:" + services.getAddress().getPort();
    for (String service : List.of("GATEWAY", "EXAM_RENDER", "ACTIVITY_LOG", "MONITORING")) {
      registry.add("EXAMHALL_" + service + "_URL", () -> url);
    }
    registry.add("EXAMHALL_ALERT_WEBHOOK_URL", () -> url + "/hook");
    // something that is no target is there: it is not the monitor that is cut off
    registry.add(
        "examhall.monitoring.network.witnesses",
        () -> identity.properties().get("examhall.identity.jwks-uri").split("/")[2]);
  }

  private final WebTestClient http;
  private final HealthBoard board;
  private final AlertWatch alerts;

  DatabaseAwayIT(
      @LocalServerPort int port, @Autowired HealthBoard board, @Autowired AlertWatch alerts) {
    this.board = board;
    this.alerts = alerts;
    http =
        WebTestClient.bindToServer()
            .baseUrl("http://127.0.0.1:" + port)
            .responseTimeout(Duration.ofSeconds(20))
            .build();
  }

  @Test
  @Order(1)
  void watchesWithoutADatabaseAndWritesOnceItIsBack() throws Exception {
    http.get().uri("/actuator/health/readiness").exchange().expectStatus().isOk().expectBody();
    Instant deadline = Instant.now().plusSeconds(30);
    while (health() != 503) {
      assertThat(Instant.now()).as("time to find that nothing answers").isBefore(deadline);
      Thread.sleep(50);
    }
    Instant databaseBack = Instant.now();

    postgres.start();

    deadline = Instant.now().plusSeconds(60);
    while (changesBefore(databaseBack) < 4) {
      assertThat(Instant.now()).as("time to write what was seen before").isBefore(deadline);
      Thread.sleep(100);
    }
  }

  @Test
  @Order(2)
  void aDatabaseThatIsKilledIsOneAlertThatListsItsDependantsAndThenResolved() throws Exception {
    postgres.start();
    await(() -> healthOf("exam-render-service").equals("UP"));
    await(() -> open().equals(java.util.Set.of("asset-service", "cache-service")));
    await(() -> told("RAISED", "asset-service") == 1 && told("RAISED", "cache-service") == 1);
    notices.clear();

    postgres.kill();

    await(() -> told("RAISED", "database") == 1);
    JsonNode alert =
        notices.stream()
            .filter(notice -> notice.path("subject").asString().equals("database"))
            .findFirst()
            .orElseThrow();
    assertThat(alert.path("severity").asString()).isEqualTo("CRITICAL");
    assertThat(alert.path("dependants").valueStream().map(one -> one.asString().split(" ")[0]))
        .contains("exam-render-service", "activity-log-service", "gateway", "monitoring-service");

    postgres.start();

    await(() -> told("RESOLVED", "database") == 1);
    assertThat(notices)
        .as("nobody was told of anything but the cause")
        .extracting(notice -> notice.path("subject").asString())
        .containsOnly("database");
    assertThat(notices).hasSize(2);
  }

  private static long told(String kind, String subject) {
    return notices.stream()
        .filter(notice -> notice.path("kind").asString().equals(kind))
        .filter(notice -> notice.path("subject").asString().equals(subject))
        .count();
  }

  private java.util.Set<String> open() {
    return alerts.raised().stream()
        .map(dev.examhall.monitoring.alerting.Alert::subject)
        .collect(java.util.stream.Collectors.toSet());
  }

  private String healthOf(String service) {
    return board.health(service).state().name();
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!condition.call()) {
      assertThat(Instant.now()).as("time to wait; told so far: %s", notices).isBefore(deadline);
      Thread.sleep(20);
    }
  }

  /** Services whose health is whether they reach the database, and a receiver of alerts. */
  private static HttpServer services() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/actuator/health",
          exchange -> {
            try (exchange) {
              boolean there = changesBefore(Instant.EPOCH) >= 0;
              String state = there ? "UP" : "DOWN";
              byte[] body =
                  "{\"status\":\"%s\",\"components\":{\"r2dbc\":{\"status\":\"%s\"}}}"
                      .formatted(state, state)
                      .getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(there ? 200 : 503, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      server.createContext(
          "/hook",
          exchange -> {
            try (exchange) {
              notices.add(JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
              exchange.sendResponseHeaders(204, -1);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int health() {
    return http.get()
        .uri("/api/health")
        .exchange()
        .expectBody(String.class)
        .returnResult()
        .getStatus()
        .value();
  }

  private static long changesBefore(Instant time) {
    String sql =
        "SELECT count(*) FROM health_change WHERE to_state = 'DOWN' AND at <= '" + time + "'";
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/monitoring",
                "monitoring",
                PASSWORD);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      return -1;
    }
  }
}
