package dev.examhall.eventdelivery.consuming;

import static dev.examhall.eventdelivery.DeliveredEvents.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.examhall.eventdelivery.DeliveredEvents;
import dev.examhall.eventdelivery.EventDeliveryMetric;
import dev.examhall.eventdelivery.EventHandler;
import dev.examhall.eventdelivery.EventRefusedException;
import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.EventSubscription;
import dev.examhall.eventdelivery.IncomingEvent;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Mono;

class ConsumingIT {

  private static final String TYPE = "dev.examhall.test.v1";
  private static final Duration LONG = Duration.ofSeconds(30);

  record Thing(String name, @Nullable String note) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
        "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
      })
  static class Service {

    @Bean
    Received received() {
      return new Received();
    }

    @Bean
    EventSubscription<Thing> shared(Environment environment, Received received) {
      return EventSubscription.shared(
          "things", environment.getRequiredProperty("topic"), TYPE, Thing.class, received);
    }

    @Bean
    EventSubscription<Thing> broadcast(Environment environment, Received received) {
      return EventSubscription.broadcast(
          environment.getRequiredProperty("topic"),
          TYPE,
          Thing.class,
          events -> {
            events.forEach(event -> received.broadcast.add(event.data().name()));
            return Mono.empty();
          });
    }
  }

  /** A handler that fails twice, refuses 'refused', and notes the rest. */
  static final class Received implements EventHandler<Thing> {

    final Queue<String> names = new ConcurrentLinkedQueue<>();
    final Queue<String> broadcast = new ConcurrentLinkedQueue<>();
    final AtomicInteger outages = new AtomicInteger();

    @Override
    public Mono<Void> handle(List<IncomingEvent<Thing>> events) {
      return Mono.fromRunnable(
          () -> {
            if (outages.getAndDecrement() > 0) {
              throw new IllegalStateException("the database is away");
            }
            for (IncomingEvent<Thing> event : events) {
              if (event.data().name().equals("refused")) {
                throw new EventRefusedException(event, "refused-by-test");
              }
            }
            events.forEach(event -> names.add(event.data().name()));
          });
    }
  }

  @Test
  void poisonGoesToDeadLettersWithItsReasonAndTheRestGoesOn() {
    String topic = "test.poison.v1";
    try (ConfigurableApplicationContext service = start(topic)) {
      EventSpool spool = service.getBean(EventSpool.class);
      Received received = service.getBean(Received.class);
      spool.offer(OutgoingEvent.of(topic, "k", TYPE, new Thing("first", null)));
      await().atMost(LONG).until(() -> received.names.contains("first"));

      sendRaw(topic, "no envelope");
      spool.offer(OutgoingEvent.of(topic, "k", "dev.examhall.other.v1", new Thing("x", null)));
      spool.offer(OutgoingEvent.of(topic, "k", TYPE, List.of("no thing")));
      spool.offer(OutgoingEvent.of(topic, "k", TYPE, Map.of("note", "without a name")));
      spool.offer(OutgoingEvent.of(topic, "k", TYPE, new Thing("refused", null)));
      spool.offer(OutgoingEvent.of(topic, "k", TYPE, new Thing("last", "n")));

      await().atMost(LONG).until(() -> received.names.contains("last"));
      assertThat(received.names).containsExactly("first", "last");
      assertThat(
              service
                  .getBean(MeterRegistry.class)
                  .get(EventDeliveryMetric.CONSUMER_LAG.id())
                  .tags("topic", topic, "group", "things")
                  .gauge()
                  .value())
          .isNotNegative()
          .isLessThan(20);
      var letters =
          DeliveredEvents.of(TestInfrastructure.kafka().bootstrapServers(), topic + ".dlq", 5);
      assertThat(letters)
          .extracting(letter -> header(letter, DeadLetterPublisher.REASON))
          .containsExactlyInAnyOrder(
              "not-a-cloud-event", "unknown-type", "undecodable", "incomplete", "refused-by-test");
      assertThat(letters)
          .allSatisfy(
              letter -> {
                assertThat(header(letter, DeadLetterPublisher.POSITION)).startsWith(topic + "-");
                assertThat(header(letter, DeadLetterPublisher.GROUP))
                    .isEqualTo("consuming-service.things");
              });
    }
  }

  @Test
  void aBatchComesAgainUntilItsHandlerSucceeds() {
    String topic = "test.again.v1";
    try (ConfigurableApplicationContext service = start(topic)) {
      Received received = service.getBean(Received.class);
      received.outages.set(2);

      service
          .getBean(EventSpool.class)
          .offer(OutgoingEvent.of(topic, "k", TYPE, new Thing("kept", null)));

      await().atMost(LONG).until(() -> received.names.contains("kept"));
      assertThat(received.names).containsExactly("kept");
    }
  }

  @Test
  void everyInstanceSeesABroadcastAndOneOfThemTheShared() {
    String topic = "test.broadcast.v1";
    try (ConfigurableApplicationContext one = start(topic);
        ConfigurableApplicationContext two = start(topic)) {
      Received atOne = one.getBean(Received.class);
      Received atTwo = two.getBean(Received.class);

      await()
          .atMost(LONG)
          .until(
              () -> {
                one.getBean(EventSpool.class)
                    .offer(OutgoingEvent.of(topic, "k", TYPE, new Thing("all", null)));
                return !atOne.broadcast.isEmpty() && !atTwo.broadcast.isEmpty();
              });

      assertThat(atOne.broadcast).contains("all");
      assertThat(atTwo.broadcast).contains("all");
      await().atMost(LONG).until(() -> atOne.names.size() + atTwo.names.size() > 0);
      assertThat(Math.min(atOne.names.size(), atTwo.names.size())).isZero();
    }
  }

  private static ConfigurableApplicationContext start(String topic) {
    return new SpringApplicationBuilder(Service.class)
        .web(WebApplicationType.NONE)
        .run(
            "--spring.application.name=consuming-service",
            "--topic=" + topic,
            "--spring.kafka.bootstrap-servers=" + TestInfrastructure.kafka().bootstrapServers());
  }

  private static void sendRaw(String topic, String text) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", TestInfrastructure.kafka().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  topic, "k", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
  }
}
