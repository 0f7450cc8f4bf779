package dev.examhall.monitoring.polling;

import dev.examhall.monitoring.health.Observation;
import reactor.core.publisher.Mono;

/** One way to see how a service is. */
interface Look {

  /** Asks once; every outcome is an observation, never an error. */
  Mono<Observation> observe();
}
