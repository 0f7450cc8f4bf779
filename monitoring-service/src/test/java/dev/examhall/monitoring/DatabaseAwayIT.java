package dev.examhall.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.embedded.PostgresServer;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The monitor has to start, watch and tell while its database is away, and catch up afterwards. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "examhall.monitoring.polling.interval=100ms",
      "examhall.monitoring.polling.recheck=50ms",
      "examhall.monitoring.history.flush=200ms"
    })
class DatabaseAwayIT {

  private static final String PASSWORD = "password-of-tests";
  private static final TestIdentity identity = TestIdentity.start();
  private static final PostgresServer postgres = TestInfrastructure.newPostgres();

  static {
    postgres.administration().createDatabase("monitoring", PASSWORD);
    postgres.kill();
  }

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) {
    identity.properties().forEach((name, value) -> registry.add(name, () -> value));
    registry.add("EXAMHALL_POSTGRES_PORT", postgres::port);
    registry.add("EXAMHALL_DATABASE_PASSWORD", () -> PASSWORD);
  }

  private final WebTestClient http;

  DatabaseAwayIT(@LocalServerPort int port) {
    http =
        WebTestClient.bindToServer()
            .baseUrl("http://127.0.0.1:" + port)
            .responseTimeout(Duration.ofSeconds(20))
            .build();
  }

  @Test
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
    while (changesBefore(databaseBack) < 5) {
      assertThat(Instant.now()).as("time to write what was seen before").isBefore(deadline);
      Thread.sleep(100);
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
