package dev.examhall.monitoring.notifying;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.monitoring.v1.AlertChanged;
import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.alerting.Notice;
import reactor.core.publisher.Mono;

/** Puts alerts on Kafka, through the disk spool: it must work without a database. */
final class AlertPublisher implements Receiver {

  private final String name;
  private final EventSpool spool;

  AlertPublisher(String name, EventSpool spool) {
    this.name = name;
    this.spool = spool;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Mono<Void> deliver(Notice notice) {
    Alert alert = notice.alert();
    return Mono.fromRunnable(
        () ->
            spool.offer(
                OutgoingEvent.of(
                    AlertChanged.TOPIC,
                    alert.key(),
                    AlertChanged.TYPE,
                    new AlertChanged(
                        alert.id(),
                        notice.kind().name(),
                        alert.key(),
                        alert.severity().name(),
                        alert.subject(),
                        notice.text(),
                        alert.dependants(),
                        alert.since(),
                        notice.at()))));
  }
}
