package dev.examhall.eventdelivery.outbox;

import dev.examhall.eventdelivery.publishing.EncodedEvent;

/**
 * @param seq place in the order of publication
 */
record OutboxRow(long seq, EncodedEvent event) {

  /** Two rows with the same lane must not overtake each other. */
  Lane lane() {
    return new Lane(event.topic(), event.key());
  }

  record Lane(String topic, String key) {}
}
