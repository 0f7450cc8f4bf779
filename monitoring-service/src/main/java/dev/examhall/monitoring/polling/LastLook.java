package dev.examhall.monitoring.polling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** When a service was last asked: shows whether anybody is being watched at all. */
public final class LastLook {

  private final Clock clock;
  private volatile Instant at = Instant.MIN;

  LastLook(Clock clock) {
    this.clock = clock;
  }

  void now() {
    at = clock.instant();
  }

  public boolean isWithin(Duration time) {
    return at.isAfter(clock.instant().minus(time));
  }
}
