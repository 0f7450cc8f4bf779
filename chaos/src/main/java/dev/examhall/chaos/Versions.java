package dev.examhall.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The truth behind one cached value: a number that only grows, and which number no reader may be
 * behind any more because the invalidation of what was before it was acknowledged.
 */
final class Versions {

  private record Step(long nanos, long version) {}

  private final String entity;
  private final AtomicLong newest = new AtomicLong(1);
  private final Deque<Step> acknowledged = new ArrayDeque<>();

  Versions(String entity) {
    this.entity = entity;
    acknowledged.addLast(new Step(System.nanoTime(), 1));
  }

  String entity() {
    return entity;
  }

  /** What the database would say. */
  long newest() {
    return newest.get();
  }

  long change() {
    return newest.incrementAndGet();
  }

  /** The invalidation that followed this change was acknowledged. */
  synchronized void acknowledge(long version) {
    acknowledged.addLast(new Step(System.nanoTime(), version));
    while (acknowledged.size() > 10_000) {
      acknowledged.removeFirst();
    }
  }

  /** No read that begins now may give less. */
  synchronized long floor() {
    return acknowledged.getLast().version();
  }

  /** No read that begins now may give less, where values may be this old. */
  synchronized long floor(Duration age) {
    long then = System.nanoTime() - age.toNanos();
    long floor = 0;
    for (Step step : acknowledged) {
      if (step.nanos() > then) {
        break;
      }
      floor = step.version();
    }
    return floor;
  }
}
