package dev.examhall.monitoring.polling;

import dev.examhall.monitoring.health.ServiceHealth;
import java.time.Duration;

/**
 * When a service is asked next, counted from its last answer.
 *
 * @param interval while all is as it was
 * @param recheck after an answer that contradicts what is believed
 * @param jitter share by which the interval varies to both sides, 0 to 0.5
 */
record PollSchedule(Duration interval, Duration recheck, double jitter) {

  /**
   * @param random from 0 to 1
   */
  Duration after(ServiceHealth health, double random) {
    if (health.unsettled()) {
      return recheck;
    }
    double factor = 1 + jitter * (2 * random - 1);
    return Duration.ofMillis(Math.round(interval.toMillis() * factor));
  }

  /** Spreads the first questions over one interval's jitter, so that they do not come in step. */
  Duration first(double random) {
    return Duration.ofMillis(Math.round(interval.toMillis() * jitter * random));
  }
}
