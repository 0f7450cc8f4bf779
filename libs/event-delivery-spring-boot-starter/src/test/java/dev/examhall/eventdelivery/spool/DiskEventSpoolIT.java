package dev.examhall.eventdelivery.spool;

import static dev.examhall.eventdelivery.DeliveredEvents.bodies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.examhall.embedded.KafkaServer;
import dev.examhall.eventdelivery.DeliveredEvents;
import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class DiskEventSpoolIT {

  private static final String TOPIC = "test.spool.v1";

  @TempDir Path directory;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
        "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
      })
  static class Service {}

  @Test
  void whatWasOfferedWhileKafkaWasAwayOrRightBeforeTheEndArrivesInOrder() {
    KafkaServer kafka = TestInfrastructure.newKafka();
    try (ConfigurableApplicationContext service = start(kafka)) {
      offer(service, 0, 100);
      await().until(() -> service.getBean(DiskEventSpool.class).pendingBytes() == 0);
      kafka.kill();
      offer(service, 100, 300);
      await().until(() -> service.getBean(DiskEventSpool.class).pendingBytes() > 200 * 40);
    }
    try (ConfigurableApplicationContext service = start(kafka, "60s")) {
      offer(service, 300, 400);
      kafka.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> service.getBean(DiskEventSpool.class).pendingBytes() == 0);
      offer(service, 400, 600);
    }
    try {
      var records = DeliveredEvents.of(kafka.bootstrapServers(), TOPIC, 600);

      assertThat(bodies(records, "one")).isEqualTo(numbers(0, 600));
    } finally {
      kafka.stop();
    }
  }

  @Test
  void offerReturnsAtOnceWhileKafkaIsAway() {
    try (ConfigurableApplicationContext service = start("127.0.0.1:1", "1s")) {
      EventSpool spool = service.getBean(EventSpool.class);
      OutgoingEvent event = OutgoingEvent.of(TOPIC, "one", "test.spool.v1", Map.of());
      spool.offer(event);

      long start = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        spool.offer(event);
      }

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    }
  }

  @Test
  void whatIsSentTogetherTakesLittleOfKafkasDisk() throws Exception {
    KafkaServer kafka = TestInfrastructure.newKafka();
    int events = 2_000;
    try (ConfigurableApplicationContext service = start(kafka)) {
      offer(service, 0, events);
      await().until(() -> service.getBean(DiskEventSpool.class).pendingBytes() == 0);

      // an event's id alone is 36 characters
      assertThat(bytesOf(TOPIC, kafka)).isBetween(1L, events * 100L);
    } finally {
      kafka.stop();
    }
  }

  private static long bytesOf(String topic, KafkaServer kafka) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
      return admin
          .describeLogDirs(admin.describeCluster().nodes().get().stream().map(Node::id).toList())
          .allDescriptions()
          .get()
          .values()
          .stream()
          .flatMap(folders -> folders.values().stream())
          .flatMap(folder -> folder.replicaInfos().entrySet().stream())
          .filter(partition -> partition.getKey().topic().equals(topic))
          .mapToLong(partition -> partition.getValue().size())
          .sum();
    }
  }

  private ConfigurableApplicationContext start(KafkaServer kafka) {
    return start(kafka, "1s");
  }

  private ConfigurableApplicationContext start(KafkaServer kafka, String shutdownDrain) {
    return start(kafka.bootstrapServers(), shutdownDrain);
  }

  private ConfigurableApplicationContext start(String bootstrapServers, String shutdownDrain) {
    return new SpringApplicationBuilder(Service.class)
        .web(WebApplicationType.NONE)
        .run(
            "--spring.application.name=spooling-service",
            "--spring.kafka.bootstrap-servers=" + bootstrapServers,
            "--examhall.event-delivery.topic-defaults.ready-timeout=2s",
            "--examhall.event-delivery.spool.shutdown-drain=" + shutdownDrain,
            "--examhall.event-delivery.spool.directory=" + directory);
  }

  private static void offer(ConfigurableApplicationContext service, int from, int to) {
    EventSpool spool = service.getBean(EventSpool.class);
    for (int i = from; i < to; i++) {
      spool.offer(OutgoingEvent.of(TOPIC, "one", "test.spool.v1", i));
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }
}
