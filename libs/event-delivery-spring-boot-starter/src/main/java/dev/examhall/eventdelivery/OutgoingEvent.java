package dev.examhall.eventdelivery;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.UUID;

/**
 * An event that somebody wants delivered.
 *
 * @param id UUIDv7; readers take two events with the same id for one
 * @param time when it happened
 * @param topic Kafka topic
 * @param key the thing it is about; events of one key arrive in order
 * @param type CloudEvents type
 * @param data a record of event-contracts, or anything else that Jackson can write; immutable,
 *     because it may be written after the call
 */
public record OutgoingEvent(
    UUID id, Instant time, String topic, String key, String type, Object data) {

  /** A new event that happened now. */
  public static OutgoingEvent of(String topic, String key, String type, Object data) {
    return new OutgoingEvent(
        UuidCreator.getTimeOrderedEpoch(), Instant.now(), topic, key, type, data);
  }
}
