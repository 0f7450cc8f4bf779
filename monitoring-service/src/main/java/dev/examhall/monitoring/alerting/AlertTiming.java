package dev.examhall.monitoring.alerting;

import java.time.Duration;

/**
 * When people are told.
 *
 * @param startGrace how long after the monitor's start nobody is told of what it never saw working:
 *     it may be starting too
 * @param groupWait how long a problem waits for its cause to be found, and for what else follows
 *     from it
 * @param resolveAfter how long it must be gone to be over; doubled each time it came back
 * @param reminder how often people are told that it is still there
 */
public record AlertTiming(
    Duration startGrace, Duration groupWait, Duration resolveAfter, Duration reminder) {

  private static final int MOST_DOUBLINGS = 5;

  Duration resolveAfter(int returns) {
    return resolveAfter.multipliedBy(1L << Math.min(returns, MOST_DOUBLINGS));
  }
}
