package dev.examhall.cacheclient;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting in tests. */
final class Awaiting {

  private Awaiting() {}

  /** Waits until it is so, and fails when it is not in time. */
  static void until(Duration longest, BooleanSupplier so) {
    long end = System.nanoTime() + longest.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not so after " + longest);
      }
      pause(Duration.ofMillis(10));
    }
  }

  /** Waits. */
  static void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
