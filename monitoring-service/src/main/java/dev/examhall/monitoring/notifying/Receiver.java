package dev.examhall.monitoring.notifying;

import dev.examhall.monitoring.alerting.Notice;
import reactor.core.publisher.Mono;

/** Somebody who is told about alerts. */
interface Receiver {

  /** By which rules name it. */
  String name();

  /** Completes when the other side has taken it; any error means that it is tried again. */
  Mono<Void> deliver(Notice notice);
}
