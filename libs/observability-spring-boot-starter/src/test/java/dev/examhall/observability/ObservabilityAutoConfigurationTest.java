package dev.examhall.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.observability.activity.ActivityLog;
import dev.examhall.observability.measure.MeasureTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A service that has nothing but this starter, and no Kafka anywhere. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.application.name=some-service",
      "examhall.health.kafka-timeout=300ms",
      "examhall.observability.slow-operation=50ms"
    })
@ExtendWith(OutputCaptureExtension.class)
class ObservabilityAutoConfigurationTest {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")
  static class Service {

    @Bean
    Operations operations() {
      return new Operations();
    }

    @Bean
    Things things() {
      return new Things();
    }
  }

  @RestController
  static class Things {

    @GetMapping("/things/{id}")
    String thing(@PathVariable String id) {
      return id;
    }
  }

  static class Operations {

    @MeasureTime("test-operation")
    Mono<String> run() {
      return Mono.just("done").delayElement(Duration.ofMillis(5));
    }

    @MeasureTime("slow-stream")
    Flux<Long> slowly() {
      return Flux.interval(Duration.ofMillis(30)).take(3);
    }

    @MeasureTime("failing")
    Mono<String> fail() {
      return Mono.error(new IllegalStateException("on purpose"));
    }

    @MeasureTime("never-ending")
    Mono<String> never() {
      return Mono.never();
    }

    @MeasureTime("plain")
    String plain() {
      return "done";
    }
  }

  @Autowired ReactiveWebServerApplicationContext context;
  @Autowired MeterRegistry meters;

  private WebTestClient client() {
    return WebTestClient.bindToServer()
        .baseUrl("http://127.0.0.1:" + context.getWebServer().getPort())
        .responseTimeout(Duration.ofSeconds(10))
        .build();
  }

  @Test
  void leavesThreadLocalsAloneWithoutAnAgent() {
    assertThat(context.getEnvironment().getProperty("spring.reactor.context-propagation"))
        .isEqualTo("limited");
  }

  @Test
  void makesNothingOfOurOwnObservationsWithoutAnAgent(@Autowired ObservationRegistry registry) {
    assertThat(Observation.createNotStarted("examhall.page.render", registry).isNoop()).isTrue();
    assertThat(Observation.createNotStarted("http.server.requests", registry).isNoop()).isFalse();
  }

  @Test
  void isDegradedAndReadyWithoutKafka() {
    client()
        .get()
        .uri("/actuator/health")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo("DEGRADED")
        .jsonPath("$.components.kafka.status")
        .isEqualTo("DEGRADED")
        .jsonPath("$.components.kafka.details.message")
        .isNotEmpty()
        .jsonPath("$.components.memory.details.message")
        .isNotEmpty()
        .jsonPath("$.components.diskSpace.details.message")
        .isNotEmpty();
    client()
        .get()
        .uri("/actuator/health/readiness")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .json("{\"status\":\"UP\"}", org.springframework.test.json.JsonCompareMode.STRICT);
  }

  @Test
  void measuresAnOperationThatEndsLaterThanItsCall() {
    context.getBean(Operations.class).run().block();

    await()
        .untilAsserted(
            () ->
                assertThat(
                        meters
                            .get("examhall.operation.duration")
                            .tag("operation", "test-operation")
                            .tag("outcome", "success")
                            .timer()
                            .totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isGreaterThanOrEqualTo(5));
  }

  @Test
  void measuresEveryKindOfMethodWithItsOutcome() {
    Operations operations = context.getBean(Operations.class);
    operations.plain();
    assertThatThrownBy(() -> operations.fail().block()).hasMessage("on purpose");
    operations.never().subscribe().dispose();

    assertThat(runs("plain", "success")).isEqualTo(1);
    assertThat(runs("failing", "error")).isEqualTo(1);
    assertThat(runs("never-ending", "cancelled")).isEqualTo(1);
  }

  @Test
  void logsASlowOperationAtItsEnd(CapturedOutput output) {
    context.getBean(Operations.class).slowly().blockLast();

    await()
        .untilAsserted(
            () -> assertThat(output).containsPattern("slow-stream took \\d+ ms \\(success\\)"));
    assertThat(runs("slow-stream", "success")).isEqualTo(1);
  }

  private long runs(String operation, String outcome) {
    return meters
        .timer("examhall.operation.duration", "operation", operation, "outcome", outcome)
        .count();
  }

  @Test
  void countsRequestsByRouteTemplateStatusAndOutcome() {
    for (String id : List.of("one", "two")) {
      client().get().uri("/things/" + id).exchange().expectStatus().isOk().expectBody();
    }
    client().get().uri("/nowhere/17").exchange().expectStatus().isNotFound().expectBody();

    String text =
        client()
            .get()
            .uri("/actuator/prometheus")
            .exchange()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    assertThat(text)
        .containsPattern(
            "http_server_requests_seconds_count\\{[^}]*outcome=\"SUCCESS\",status=\"200\","
                + "uri=\"/things/\\{id}\"[^}]*} 2")
        .containsPattern("outcome=\"CLIENT_ERROR\",status=\"404\"")
        .doesNotContain("things/one", "nowhere");
  }

  @Test
  void servesMetricsForPrometheus() {
    client()
        .get()
        .uri("/actuator/prometheus")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .value(text -> assertThat(text).contains("examhall_event_delivery_spool_pending_bytes"));
  }

  @Test
  void hasAnActivityLogAndNoTracerWithoutTheAgent(
      @Autowired ActivityLog activities,
      @Autowired EventSpool spool,
      @Autowired ObjectProvider<Tracer> tracer) {
    assertThat(activities).isNotNull();
    assertThat(spool).isNotNull();
    assertThat(tracer.getIfAvailable()).isNull();
  }
}
