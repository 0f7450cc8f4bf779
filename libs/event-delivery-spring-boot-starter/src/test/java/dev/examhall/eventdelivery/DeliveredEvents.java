package dev.examhall.eventdelivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything that a topic holds, read by a consumer of the test's own. */
public final class DeliveredEvents {

  private DeliveredEvents() {}

  /** Reads until the topic holds that many records, or ten seconds have gone by without. */
  public static List<ConsumerRecord<String, byte[]>> of(
      String bootstrapServers, String topic, int atLeast) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "group.id", "test-" + UUID.randomUUID(),
            "auto.offset.reset", "earliest",
            "allow.auto.create.topics", "false",
            "enable.auto.commit", "false");
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, Duration.ofSeconds(10)).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (records.size() < atLeast && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      // Something that should not be there would come now.
      consumer.poll(Duration.ofMillis(500)).forEach(records::add);
    }
    return records;
  }

  /** The bodies of one key, in the order of Kafka. */
  public static List<String> bodies(List<ConsumerRecord<String, byte[]>> records, String key) {
    return records.stream()
        .filter(record -> key.equals(record.key()))
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  public static String header(ConsumerRecord<String, byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
