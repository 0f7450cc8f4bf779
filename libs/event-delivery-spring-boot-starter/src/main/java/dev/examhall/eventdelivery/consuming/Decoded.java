package dev.examhall.eventdelivery.consuming;

import dev.examhall.eventdelivery.IncomingEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a Kafka record turned out to be. */
sealed interface Decoded<T> {

  ConsumerRecord<String, byte[]> record();

  /** An event that a handler can get. */
  record Event<T>(ConsumerRecord<String, byte[]> record, IncomingEvent<T> event)
      implements Decoded<T> {}

  /**
   * @param reason short and constant, for a metric
   * @param detail for the person who looks at the dead letter; holds nothing of the body
   */
  record Unreadable<T>(ConsumerRecord<String, byte[]> record, String reason, String detail)
      implements Decoded<T> {}
}
