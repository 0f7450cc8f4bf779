package dev.examhall.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerIT {

  private static final TopicPartition TOPIC = new TopicPartition("examhall.test.v1", 0);

  @TempDir Path folder;

  private KafkaServer server;

  @BeforeEach
  void start() {
    server = newServer(0, 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void keepsAcknowledgedEventsOverAKillAndARestart() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC.topic(), 1, (short) 1))).all().get();
    }
    sendOne("first");

    server.kill();
    server.start();
    assertThat(readAll()).containsExactly("first");

    sendOne("second");
    server.stop();
    server.start();
    assertThat(readAll()).containsExactly("first", "second");
  }

  @Test
  void endsTheServerThatAnEarlierRunLeftBehind() {
    long left = server.pid().orElseThrow();
    KafkaServer next = newServer(server.port(), server.controllerPort());

    next.start();
    try {
      assertThat(ProcessHandle.of(left).filter(ProcessHandle::isAlive)).isEmpty();
    } finally {
      next.stop();
    }
  }

  private KafkaServer newServer(int port, int controllerPort) {
    return new KafkaServer(new KafkaServer.Settings(folder.resolve("kafka"), port, controllerPort));
  }

  private void sendOne(String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", server.bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC.topic(), value)).get(30, TimeUnit.SECONDS);
    }
  }

  private List<String> readAll() {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", server.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(TOPIC));
      consumer.seekToBeginning(List.of(TOPIC));
      long end = consumer.endOffsets(List.of(TOPIC)).getOrDefault(TOPIC, 0L);
      List<String> values = new ArrayList<>();
      while (consumer.position(TOPIC) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(event -> values.add(event.value()));
      }
      return values;
    }
  }
}
