package dev.examhall.eventdelivery;

import reactor.core.publisher.Mono;

/**
 * For events that must not be lost: they are committed together with the change that they tell
 * about, and reach Kafka afterwards, at least once and in the order of their keys.
 *
 * <p>Two events of one key are in order if the transactions that append them exclude each other,
 * such as by locking the row of the thing that the key names before they append.
 */
public interface Outbox {

  /**
   * Writes the event into the table {@code outbox}, in the caller's reactive transaction if there
   * is one.
   *
   * @return completes when the row is written; fails with the database's error, and with {@link
   *     IllegalArgumentException} if the data cannot be written as JSON
   */
  Mono<Void> append(OutgoingEvent event);
}
