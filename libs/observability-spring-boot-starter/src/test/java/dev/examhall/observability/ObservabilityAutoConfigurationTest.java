package dev.examhall.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.observability.activity.ActivityLog;
import dev.examhall.observability.measure.MeasureTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

/** A service that has nothing but this starter, and no Kafka anywhere. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"spring.application.name=some-service", "examhall.health.kafka-timeout=300ms"})
class ObservabilityAutoConfigurationTest {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")
  static class Service {

    @Bean
    Operations operations() {
      return new Operations();
    }
  }

  static class Operations {

    @MeasureTime("test-operation")
    Mono<String> run() {
      return Mono.just("done").delayElement(Duration.ofMillis(5));
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
