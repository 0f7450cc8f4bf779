package dev.examhall.eventdelivery;

/** Every meter of event delivery. */
public enum EventDeliveryMetric {
  /** Counter of events that Kafka has; tags {@code channel} (outbox, spool) and {@code topic}. */
  PUBLISHED("examhall.event-delivery.published"),

  /** Counter of events that no attempt will ever deliver; tags {@code channel}, {@code reason}. */
  UNDELIVERABLE("examhall.event-delivery.undeliverable"),

  /** Gauge, seconds: age of the oldest outbox row at the relay's last look. */
  OUTBOX_LAG("examhall.event-delivery.outbox.lag"),

  /** Gauge, bytes: what waits in the spool for Kafka. */
  SPOOL_PENDING("examhall.event-delivery.spool.pending"),

  /** Counter of events that did not get into the spool; tag {@code reason}. */
  SPOOL_DROPPED("examhall.event-delivery.spool.dropped"),

  /** Counter of records that were put aside; tags {@code topic} and {@code reason}. */
  DEAD_LETTERS("examhall.event-delivery.dead-letters"),

  /** Counter of consumers that died and were started again; tag {@code topic}. */
  CONSUMER_RESTARTS("examhall.event-delivery.consumer.restarts"),

  /** Gauge, records: how far this instance's consumers are behind; tags {@code topic}, group. */
  CONSUMER_LAG("examhall.event-delivery.consumer.lag");

  private final String id;

  EventDeliveryMetric(String id) {
    this.id = id;
  }

  /** The meter's name. */
  public String id() {
    return id;
  }
}
