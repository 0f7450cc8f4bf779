package dev.examhall.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Infrastructure;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.Thresholds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

class HealthApiTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final HealthBoard board =
      new HealthBoard(
          List.of(
              new Target("gateway", 50, true, Set.of()),
              new Target("cache-service", 50, false, Set.of(Infrastructure.CACHE))),
          new Thresholds(1, 1),
          Clock.fixed(NOW, ZoneOffset.UTC));
  private final WebTestClient http =
      WebTestClient.bindToController(new HealthController(board)).build();

  @Test
  void healthySuiteAnswersTwoHundred() {
    board.record("gateway", up());
    board.record("cache-service", up());

    http.get()
        .uri("/api/health")
        .exchange()
        .expectStatus()
        .isEqualTo(200)
        .expectHeader()
        .valueEquals("Cache-Control", "no-store")
        .expectBody()
        .json(
            """
            {"status": "healthy", "timestamp": "2026-11-22T12:00:00Z", "checks": {
              "cache": {"status": "healthy", "message": "Working"},
              "gateway": {"status": "healthy", "message": "Working"},
              "cache-service": {"status": "healthy", "message": "Working"}}}
            """,
            org.springframework.test.json.JsonCompareMode.STRICT);
  }

  @Test
  void degradedSuiteAnswersTwoHundredAndSeven() {
    board.record("gateway", up());
    board.record("cache-service", gone());

    http.get()
        .uri("/api/health")
        .exchange()
        .expectStatus()
        .isEqualTo(207)
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo("degraded")
        .jsonPath("$.checks.cache-service.status")
        .isEqualTo("degraded");
  }

  @Test
  void unhealthySuiteAnswersFiveHundredAndThree() {
    board.record("gateway", gone());
    board.record("cache-service", up());

    http.get()
        .uri("/api/health")
        .exchange()
        .expectStatus()
        .isEqualTo(503)
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo("unhealthy")
        .jsonPath("$.checks.gateway.status")
        .isEqualTo("critical");
  }

  @Test
  void publicAnswersTellNoInternals() {
    board.record("gateway", gone());

    String body =
        http.get()
            .uri("/api/health")
            .exchange()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();

    assertThat(body).doesNotContain("10.1.2.3").doesNotContain("refused");
  }

  @Test
  void operatorsSeeScoreBreakdownComponentsAndTheLastChange() {
    board.record("gateway", up());
    board.record("cache-service", gone());

    http.get()
        .uri("/api/v1/health")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.score.value")
        .isEqualTo(50)
        .jsonPath("$.score.parts[1]")
        .isEqualTo(Map.of("service", "cache-service", "state", "DOWN", "weight", 50, "share", 0.0))
        .jsonPath("$.services[1].message")
        .isEqualTo("cannot be reached: 10.1.2.3 refused")
        .jsonPath("$.services[0].components.redis.state")
        .isEqualTo("UP")
        .jsonPath("$.lastChange.service")
        .isEqualTo("cache-service");
  }

  private static Observation up() {
    return new Observation.Answered(
        HealthState.UP,
        "status UP",
        Map.of("redis", new Observation.Component(HealthState.UP, "")),
        Duration.ofMillis(2));
  }

  private static Observation gone() {
    return new Observation.Failed("cannot be reached: 10.1.2.3 refused", Duration.ZERO);
  }
}
