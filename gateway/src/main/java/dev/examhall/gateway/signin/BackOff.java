package dev.examhall.gateway.signin;

import java.time.Duration;
import java.time.Instant;

/**
 * How long to wait after failed attempts: nothing for the first ones, then twice as long each time,
 * a quarter of an hour at most. Nobody is ever locked out for good.
 */
final class BackOff {

  static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 20;

  private BackOff() {}

  /**
   * The time until the next attempt is looked at; zero when it is now.
   *
   * @param failures attempts without success so far
   * @param free attempts that cost nothing
   */
  static Duration waitAt(Instant now, int failures, Instant lastAt, int free) {
    if (failures < free || !now.isBefore(lastAt.plus(FORGOTTEN_AFTER))) {
      return Duration.ZERO;
    }
    Duration wait = FIRST.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failures - free));
    Instant until = lastAt.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
  }
}
