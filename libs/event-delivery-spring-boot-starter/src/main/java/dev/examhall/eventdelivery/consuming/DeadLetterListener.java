package dev.examhall.eventdelivery.consuming;

import dev.examhall.eventdelivery.DeadLetters;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reads {@code <topic>.dlq} from where the last replay ended, which the offsets of the group {@code
 * <service>.replay} tell.
 */
final class DeadLetterListener implements DeadLetters {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Map<String, Object> consumerProperties;
  private final EventPublisher publisher;

  DeadLetterListener(
      Map<String, Object> consumerProperties, String service, EventPublisher publisher) {
    this.consumerProperties = new HashMap<>(consumerProperties);
    this.consumerProperties.put(ConsumerConfig.GROUP_ID_CONFIG, service + ".replay");
    this.consumerProperties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.consumerProperties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.consumerProperties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.consumerProperties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    this.publisher = publisher;
  }

  @Override
  public Mono<List<Letter>> waiting(String topic, int limit) {
    return Mono.fromCallable(() -> read(topic, limit)).subscribeOn(Schedulers.boundedElastic());
  }

  private List<Letter> read(String topic, int limit) {
    List<Letter> letters = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      readToTheEnd(
          consumer,
          topic,
          records ->
              records.forEach(
                  record -> {
                    if (letters.size() < limit) {
                      letters.add(letter(topic, record));
                    }
                  }));
    }
    return letters;
  }

  @Override
  public Mono<Integer> replay(String topic) {
    return Mono.fromCallable(() -> sendBack(topic)).subscribeOn(Schedulers.boundedElastic());
  }

  private int sendBack(String topic) {
    List<Integer> counts = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      readToTheEnd(
          consumer,
          topic,
          records -> {
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(publisher.send(asItCame(topic, record))));
            await(sent);
            consumer.commitSync(positions(consumer));
            counts.add(records.count());
          });
    }
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  /** Up to where the topic ends now: what is put aside again meanwhile waits for another call. */
  private static void readToTheEnd(
      KafkaConsumer<String, byte[]> consumer,
      String topic,
      Consumer<ConsumerRecords<String, byte[]>> reader) {
    List<TopicPartition> partitions =
        consumer.listTopics().getOrDefault(topic + DeadLetterPublisher.SUFFIX, List.of()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    if (partitions.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    consumer.assign(partitions);
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new org.apache.kafka.common.errors.TimeoutException(
            "the dead letters of " + topic + " could not be read in time");
      }
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      if (!records.isEmpty()) {
        reader.accept(records);
      }
    }
  }

  private static void await(List<CompletableFuture<Void>> sent) {
    try {
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof KafkaException kafka
          ? kafka
          : new KafkaException("dead letters could not be sent back", e.getCause());
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> positions(
      KafkaConsumer<String, byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    consumer
        .assignment()
        .forEach(
            partition ->
                positions.put(partition, new OffsetAndMetadata(consumer.position(partition))));
    return positions;
  }

  private static ProducerRecord<String, byte[]> asItCame(
      String topic, ConsumerRecord<String, byte[]> letter) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, null, letter.key(), letter.value());
    for (Header header : letter.headers()) {
      if (!header.key().startsWith(DeadLetterPublisher.PREFIX)) {
        record.headers().add(header);
      }
    }
    return record;
  }

  private static Letter letter(String topic, ConsumerRecord<String, byte[]> record) {
    return new Letter(
        topic,
        header(record, "ce_id"),
        record.key() == null ? "" : record.key(),
        header(record, DeadLetterPublisher.REASON),
        header(record, DeadLetterPublisher.DETAIL),
        header(record, DeadLetterPublisher.POSITION),
        header(record, DeadLetterPublisher.GROUP),
        Instant.ofEpochMilli(record.timestamp()));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        consumerProperties, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
