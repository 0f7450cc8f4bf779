package dev.examhall.eventdelivery.consuming;

import dev.examhall.eventdelivery.EventDeliveryMetric;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records aside, in {@code <topic>.dlq}: as they came, with headers that say why, from where
 * and for whom, so that they can be sent back unchanged.
 */
final class DeadLetterPublisher {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterPublisher.class);

  static final String SUFFIX = ".dlq";

  /** Every header that tells of the putting aside begins so. */
  static final String PREFIX = "examhall_dlq_";

  static final String REASON = "examhall_dlq_reason";
  static final String DETAIL = "examhall_dlq_detail";
  static final String POSITION = "examhall_dlq_position";
  static final String GROUP = "examhall_dlq_group";

  private static final int LONGEST_DETAIL = 500;

  private final EventPublisher publisher;
  private final MeterRegistry meters;

  DeadLetterPublisher(EventPublisher publisher, MeterRegistry meters) {
    this.publisher = publisher;
    this.meters = meters;
  }

  /** Completes when Kafka has it. */
  CompletableFuture<Void> putAside(
      ConsumerRecord<String, byte[]> record, String group, String reason, String detail) {
    ProducerRecord<String, byte[]> letter =
        new ProducerRecord<>(
            record.topic() + SUFFIX, null, record.key(), record.value(), record.headers());
    String position = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
    set(letter, REASON, reason);
    set(letter, DETAIL, detail.substring(0, Math.min(LONGEST_DETAIL, detail.length())));
    set(letter, POSITION, position);
    set(letter, GROUP, group);
    log.warn("{} goes to the dead letters of {}: {} ({})", position, group, reason, detail);
    return publisher.send(letter).thenRun(() -> count(record.topic(), reason));
  }

  /** Counts a record that nobody gets and nobody keeps. */
  void leaveOut(Decoded.Unreadable<?> unreadable) {
    log.warn(
        "{} is left out: {} ({})",
        EventDecoder.position(unreadable.record()),
        unreadable.reason(),
        unreadable.detail());
    count(unreadable.record().topic(), unreadable.reason());
  }

  private void count(String topic, String reason) {
    meters
        .counter(EventDeliveryMetric.DEAD_LETTERS.id(), "topic", topic, "reason", reason)
        .increment();
  }

  private static void set(ProducerRecord<?, ?> letter, String name, String value) {
    letter.headers().remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
