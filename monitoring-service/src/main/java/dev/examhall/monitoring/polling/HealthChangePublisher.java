package dev.examhall.monitoring.polling;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.monitoring.v1.HealthChanged;
import dev.examhall.monitoring.health.HealthChange;

/** Tells the suite about changes, through the disk spool: it must work without a database. */
final class HealthChangePublisher {

  private final EventSpool spool;

  HealthChangePublisher(EventSpool spool) {
    this.spool = spool;
  }

  void publish(HealthChange change) {
    spool.offer(
        OutgoingEvent.of(
            HealthChanged.TOPIC,
            change.service(),
            HealthChanged.TYPE,
            new HealthChanged(
                change.service(),
                change.from().name(),
                change.to().name(),
                change.score(),
                change.message(),
                change.at())));
  }
}
