package dev.examhall.eventdelivery.outbox;

import static dev.examhall.eventdelivery.DeliveredEvents.bodies;
import static dev.examhall.eventdelivery.DeliveredEvents.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.examhall.embedded.KafkaServer;
import dev.examhall.eventdelivery.DeliveredEvents;
import dev.examhall.eventdelivery.Outbox;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class OutboxIT {

  private static final Duration LONG = Duration.ofSeconds(30);

  private static KafkaServer kafka;
  private static TestDatabase database;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Service {}

  @BeforeAll
  static void startKafka() {
    kafka = TestInfrastructure.newKafka();
    database = TestInfrastructure.newDatabase();
  }

  @AfterAll
  static void stopKafka() {
    kafka.stop();
  }

  @Test
  void eventsOfAnOutageArriveOnceAndInOrderWhenKafkaIsBack() {
    try (ConfigurableApplicationContext service = start()) {
      append(service, "test.outage.v1", "one", 0, 50);
      await().atMost(LONG).until(() -> rows(service) == 0);
      kafka.kill();
      append(service, "test.outage.v1", "one", 50, 350);
      append(service, "test.outage.v1", "two", 0, 10);
      assertThat(rows(service)).isEqualTo(310);

      kafka.start();

      await().atMost(LONG).until(() -> rows(service) == 0);
      var records = DeliveredEvents.of(kafka.bootstrapServers(), "test.outage.v1", 360);
      assertThat(bodies(records, "one")).isEqualTo(numbers(0, 350));
      assertThat(bodies(records, "two")).isEqualTo(numbers(0, 10));
    }
  }

  @Test
  void anEventGoesOutSoonAfterItsCommitAndNotBeforeIt() {
    try (ConfigurableApplicationContext service = start()) {
      append(service, "test.commit.v1", "warm", 0, 1);
      await().atMost(LONG).until(() -> rows(service) == 0);

      assertThatThrownBy(
              () ->
                  transaction(service)
                      .transactional(
                          outbox(service)
                              .append(event("test.commit.v1", "undone", 1))
                              .then(Mono.error(new IllegalStateException("rolled back"))))
                      .block())
          .hasMessage("rolled back");
      transaction(service)
          .transactional(outbox(service).append(event("test.commit.v1", "done", 2)))
          .block();

      // Well below the poll of 30 s that this service is configured with: the notification did it.
      await().atMost(Duration.ofSeconds(5)).until(() -> rows(service) == 0);
      var records = DeliveredEvents.of(kafka.bootstrapServers(), "test.commit.v1", 2);
      assertThat(records).extracting(record -> record.key()).containsOnly("warm", "done");
    }
  }

  @Test
  void anEventIsABinaryCloudEventThatCarriesItsTrace() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    Span span =
        Span.wrap(
            SpanContext.create(
                trace, "00f067aa0ba902b7", TraceFlags.getSampled(), TraceState.getDefault()));
    OutgoingEvent event = event("test.envelope.v1", "thing", 7);
    try (ConfigurableApplicationContext service = start()) {
      try (Scope ignored = span.makeCurrent()) {
        outbox(service).append(event).block();
      }
      await().atMost(LONG).until(() -> rows(service) == 0);
      var records = DeliveredEvents.of(kafka.bootstrapServers(), "test.envelope.v1", 1);

      assertThat(records).hasSize(1);
      var record = records.getFirst();
      assertThat(header(record, "ce_id")).isEqualTo(event.id().toString());
      assertThat(event.id().version()).isEqualTo(7);
      assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
      assertThat(header(record, "ce_type")).isEqualTo("dev.examhall.test.v1");
      assertThat(header(record, "ce_source")).isEqualTo("/examhall/outbox-service");
      assertThat(header(record, "ce_time")).isNotEmpty();
      assertThat(header(record, "content-type")).isEqualTo("application/json");
      assertThat(header(record, "traceparent")).isEqualTo("00-" + trace + "-00f067aa0ba902b7-01");
    }
  }

  @Test
  void aSecondInstanceTakesOverWhenTheRelayingOneGoes() {
    try (ConfigurableApplicationContext first = start();
        ConfigurableApplicationContext second = start()) {
      append(first, "test.instances.v1", "one", 0, 5);
      await().atMost(LONG).until(() -> rows(first) == 0);

      first.close();
      append(second, "test.instances.v1", "one", 5, 10);

      await().atMost(LONG).until(() -> rows(second) == 0);
      var records = DeliveredEvents.of(kafka.bootstrapServers(), "test.instances.v1", 10);
      assertThat(bodies(records, "one")).isEqualTo(numbers(0, 10));
    }
  }

  @Test
  void anEventThatKafkaNeverTakesIsParkedAndTheRestGoesOn() {
    try (ConfigurableApplicationContext service = start()) {
      outbox(service)
          .append(
              OutgoingEvent.of(
                  "test.parked.v1", "one", "dev.examhall.test.v1", "x".repeat(2 << 20)))
          .then(outbox(service).append(event("test.parked.v1", "one", 1)))
          .block();

      await().atMost(LONG).until(() -> rows(service) == 1);
      String reason =
          service
              .getBean(DatabaseClient.class)
              .sql("DELETE FROM outbox RETURNING parked")
              .map(row -> String.valueOf(row.get(0, String.class)))
              .one()
              .block();
      assertThat(reason).contains("RecordTooLargeException");
      var records = DeliveredEvents.of(kafka.bootstrapServers(), "test.parked.v1", 1);
      assertThat(bodies(records, "one")).containsExactly("1");
    }
  }

  private static ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(Service.class)
        .web(WebApplicationType.NONE)
        .run(
            "--spring.application.name=outbox-service",
            "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
            "--spring.r2dbc.url=" + database.r2dbcUrl(),
            "--spring.r2dbc.username=" + database.user(),
            "--spring.r2dbc.password=" + database.password(),
            "--spring.flyway.url=" + database.jdbcUrl(),
            "--spring.flyway.user=" + database.user(),
            "--spring.flyway.password=" + database.password(),
            "--spring.flyway.locations=classpath:db/outbox",
            "--spring.datasource.url=" + database.jdbcUrl(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=" + database.password(),
            "--examhall.event-delivery.topic-defaults.ready-timeout=3s",
            "--examhall.event-delivery.outbox.poll=30s");
  }

  private static Outbox outbox(ConfigurableApplicationContext service) {
    return service.getBean(Outbox.class);
  }

  private static TransactionalOperator transaction(ConfigurableApplicationContext service) {
    return service.getBean(TransactionalOperator.class);
  }

  private static void append(
      ConfigurableApplicationContext service, String topic, String key, int from, int to) {
    Flux.range(from, to - from)
        .concatMap(number -> outbox(service).append(event(topic, key, number)))
        .as(transaction(service)::transactional)
        .then()
        .block();
  }

  private static OutgoingEvent event(String topic, String key, int number) {
    return OutgoingEvent.of(topic, key, "dev.examhall.test.v1", number);
  }

  private static long rows(ConfigurableApplicationContext service) {
    return service
        .getBean(DatabaseClient.class)
        .sql("SELECT count(*) FROM outbox")
        .map(row -> row.get(0, Long.class))
        .one()
        .blockOptional()
        .orElseThrow();
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }
}
