package dev.examhall.eventdelivery.publishing;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.opentelemetry.context.Scope;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to Kafka as CloudEvents in binary mode. Only its callbacks tell whether Kafka has an
 * event. Both methods that send may wait (for topics, for metadata): they belong on a thread of
 * their own, never on an event loop.
 */
public final class EventPublisher implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Supplier<Producer<String, byte[]>> producers;
  private final TopicsClient topics;
  private final URI source;
  private final ReentrantLock creation = new ReentrantLock();
  private volatile @Nullable Producer<String, byte[]> producer;

  /**
   * @param producers makes the producer at the first send, since its making fails while the
   *     broker's name cannot be resolved
   * @param service id of this service
   */
  public EventPublisher(
      Supplier<Producer<String, byte[]>> producers, TopicsClient topics, String service) {
    this.producers = producers;
    this.topics = topics;
    this.source = URI.create("/examhall/" + service);
  }

  /**
   * Sends one event, after those that were sent before to the same topic and key.
   *
   * @return completes when all in-sync replicas have it; fails with Kafka's error, see {@link
   *     #isHopeless}
   */
  public CompletableFuture<Void> send(EncodedEvent event) {
    try (Scope ignored = TraceParent.context(event.traceparent()).makeCurrent()) {
      return sendInThisTrace(event);
    }
  }

  /** The same below the span that is current on this thread. */
  public CompletableFuture<Void> sendInThisTrace(EncodedEvent event) {
    return send(
        () -> {
          ProducerRecord<String, byte[]> record =
              KafkaMessageFactory.<String>createWriter(
                      event.topic(), null, event.time().toEpochMilli(), event.key())
                  .writeBinary(cloudEvent(event));
          if (event.traceparent() != null) {
            record
                .headers()
                .add(TraceParent.HEADER, event.traceparent().getBytes(StandardCharsets.US_ASCII));
          }
          return record;
        },
        event.topic());
  }

  /** Sends a record as it is, such as a dead letter. */
  public CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
    try (Scope ignored = TraceParent.context(null).makeCurrent()) {
      return send(() -> record, record.topic());
    }
  }

  /** Whether the same event would fail in the same way for ever. */
  public static boolean isHopeless(Throwable failure) {
    return failure instanceof RecordTooLargeException
        || failure instanceof RecordBatchTooLargeException
        || failure instanceof SerializationException
        || failure instanceof InvalidTopicException;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback tells the same
  private CompletableFuture<Void> send(
      Supplier<ProducerRecord<String, byte[]>> record, String topic) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      topics.ensureReady(Set.of(topic));
      producer()
          .send(
              record.get(),
              (metadata, error) -> {
                if (error == null) {
                  sent.complete(null);
                } else {
                  if (error instanceof TimeoutException
                      || error instanceof UnknownTopicOrPartitionException) {
                    topics.forget(topic);
                  }
                  sent.completeExceptionally(error);
                }
              });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      sent.completeExceptionally(e);
    } catch (RuntimeException e) {
      sent.completeExceptionally(e);
    }
    return sent;
  }

  private CloudEvent cloudEvent(EncodedEvent event) {
    return CloudEventBuilder.v1()
        .withId(event.id().toString())
        .withSource(source)
        .withType(event.type())
        .withTime(event.time().atOffset(ZoneOffset.UTC))
        .withDataContentType("application/json")
        .withData(event.body())
        .build();
  }

  private Producer<String, byte[]> producer() {
    Producer<String, byte[]> existing = producer;
    if (existing != null) {
      return existing;
    }
    creation.lock();
    try {
      if (producer == null) {
        producer = producers.get();
      }
      return Objects.requireNonNull(producer);
    } finally {
      creation.unlock();
    }
  }

  /** Gives what is on its way two seconds; nothing is lost, since nothing was acknowledged. */
  @Override
  public void close() {
    Producer<String, byte[]> existing = producer;
    if (existing != null) {
      existing.close(CLOSE_TIMEOUT);
    }
  }
}
