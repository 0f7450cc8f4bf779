package dev.examhall.launcher;

import java.time.Duration;

/** How long to wait before a process that died is started again: 1 s, doubling to 30 s. */
final class BackOff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** A process that ran this long was well: the next death counts as the first. */
  private static final Duration WELL = Duration.ofMinutes(1);

  private Duration next = FIRST;

  /**
   * @param ranFor how long the process had been running when it died
   */
  Duration afterDeath(Duration ranFor) {
    if (ranFor.compareTo(WELL) >= 0) {
      next = FIRST;
    }
    Duration wait = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return wait;
  }
}
