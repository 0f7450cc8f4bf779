package dev.examhall.monitoring.polling;

import dev.examhall.monitoring.health.HealthChange;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.ServiceHealth;

/** Gets what was seen, at once and on the poller's thread: it must not wait for anything. */
public interface ObservationSink {

  /**
   * @param health what is believed after the observation
   */
  void observed(ServiceHealth health, Observation observation);

  void changed(HealthChange change);
}
