package dev.examhall.eventdelivery;

/**
 * For the many small events: kept on disk until Kafka has them, and in order. What is on disk
 * survives the death of the process; the few milliseconds of events that are still on their way to
 * the disk do not.
 */
public interface EventSpool {

  /**
   * Takes the event and returns at once: it neither waits nor throws. When the spool is full the
   * newest event is dropped (this one), counted in {@code examhall.event-delivery.spool.dropped}
   * and logged.
   */
  void offer(OutgoingEvent event);
}
