package dev.examhall.eventdelivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it came in from Kafka.
 *
 * @param id CloudEvents id
 * @param source CloudEvents source, such as {@code /examhall/gateway}
 * @param time when it happened, if the producer said so
 * @param traceparent W3C trace context of its cause
 */
public record IncomingEvent<T>(
    String id,
    String source,
    String type,
    @Nullable Instant time,
    String key,
    T data,
    @Nullable String traceparent,
    Position position) {

  /** Where it stood on Kafka. */
  public record Position(String topic, int partition, long offset) {}
}
