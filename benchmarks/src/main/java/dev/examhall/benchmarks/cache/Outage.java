package dev.examhall.benchmarks.cache;

import dev.examhall.benchmarks.Comparison;
import dev.examhall.benchmarks.Effort;
import dev.examhall.cacheclient.CacheKey;
import dev.examhall.cacheclient.CacheOptions;
import dev.examhall.cacheclient.ExamhallCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Mono;

/**
 * What callers notice when the process of Redis, or of cache-service, is killed under load and
 * comes back. One process invalidates all the time and reads; the other reads without a near cache.
 */
final class Outage {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration LOAD = Duration.ofMillis(5);
  private static final Duration BETWEEN_INVALIDATIONS = Duration.ofMillis(20);
  private static final Duration BETWEEN_READS = Duration.ofMillis(2);
  private static final int READERS = 4;
  private static final CacheOptions OPTIONS = CacheOptions.ttl(Duration.ofHours(1));

  /** What is killed and started again. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  private final String exam = UUID.randomUUID().toString();
  private final AtomicLong database = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicBoolean end = new AtomicBoolean();
  private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Mono<Long> load = Mono.delay(LOAD).map(tick -> database.get());
  private final String name;
  private final Duration phase;

  private Outage(String name, Effort effort) {
    this.name = name;
    this.phase = Duration.ofMillis(Math.max(300, effort.times(8_000)));
  }

  /**
   * Kills, and says what the callers' reads took before, meanwhile and afterwards.
   *
   * @throws IllegalStateException when a reader got an error, or a value from the past
   */
  static void run(String name, Effort effort, CacheUnderTest cache, Step kill, Step start)
      throws Exception {
    ExamhallCache writer = CacheUnderTest.cache(cache.caller());
    ExamhallCache other =
        CacheUnderTest.cache(cache.caller("--examhall.cache-client.near.time-to-live=0s"));
    new Outage(name, effort).run(writer, other, kill, start);
  }

  private void run(ExamhallCache writer, ExamhallCache other, Step kill, Step start)
      throws Exception {
    threads.add(Thread.ofVirtual().start(() -> write(writer)));
    for (int i = 0; i < READERS; i++) {
      // A key for each: a second reader of it could join a load from before an invalidation.
      CacheKey own = CacheKey.of("exam", exam, "writers" + i);
      CacheKey others = CacheKey.of("exam", exam, "others" + i);
      threads.add(Thread.ofVirtual().start(() -> read(writer, own)));
      threads.add(Thread.ofVirtual().start(() -> read(other, others)));
    }
    try {
      pause(phase);
      nanos.clear();
      pause(phase);
      say("before");
      kill.run();
      pause(phase);
      say("without");
      start.run();
      pause(phase);
      say("coming back");
      pause(phase);
      say("after");
    } finally {
      end.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    System.out.printf(
        "%s killed: errors of callers %d, values from the past %d, invalidations %d%n",
        name, errors.size(), stale.get(), acknowledged.get());
    if (!errors.isEmpty() || stale.get() > 0) {
      throw new IllegalStateException(name, errors.peek());
    }
  }

  private void write(ExamhallCache cache) {
    while (!end.get()) {
      try {
        long version = database.incrementAndGet();
        cache.invalidate("exam:" + exam + ":*").block(SOON);
        acknowledged.set(version);
      } catch (RuntimeException e) {
        errors.add(e);
      }
      pause(BETWEEN_INVALIDATIONS);
    }
  }

  private void read(ExamhallCache cache, CacheKey key) {
    while (!end.get()) {
      try {
        long floor = acknowledged.get();
        long began = System.nanoTime();
        Long found = cache.getOrLoad(key, Long.class, OPTIONS, load).block(SOON);
        nanos.add(System.nanoTime() - began);
        if (found == null || found < floor) {
          stale.incrementAndGet();
        }
      } catch (RuntimeException e) {
        errors.add(e);
      }
      pause(BETWEEN_READS);
    }
  }

  private void say(String when) {
    long[] times = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    nanos.clear();
    System.out.printf(
        "%-14s killed, %-12s reads %6d, %s%n",
        name, when + ':', times.length, times.length == 0 ? "" : Comparison.spread(times));
  }

  private static void pause(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
