package dev.examhall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.cacheclient.CacheKey;
import dev.examhall.cacheclient.CacheOptions;
import dev.examhall.cacheclient.ExamhallCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/**
 * Readers and a writer that go on all the time. No reader may get an error, nor a value from before
 * the last invalidation that came back to the writer.
 */
final class Traffic implements AutoCloseable {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final CacheOptions LONG = CacheOptions.ttl(Duration.ofHours(1));

  private final String exam = UUID.randomUUID().toString();
  private final AtomicLong database = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicBoolean end = new AtomicBoolean();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Mono<Long> load =
      Mono.delay(Duration.ofMillis(2))
          .map(
              tick -> {
                loads.incrementAndGet();
                return database.get();
              });

  /** Starts: the writer and two readers in its process, a reader in each of the others. */
  static Traffic start(ExamhallCache writer, ExamhallCache... others) {
    Traffic traffic = new Traffic();
    traffic.threads.add(Thread.ofVirtual().start(() -> traffic.write(writer)));
    traffic.startReader(writer);
    traffic.startReader(writer);
    for (ExamhallCache other : others) {
      // One each: a second could join a load that the first began before an invalidation that this
      // process does not hear of.
      traffic.startReader(other);
    }
    return traffic;
  }

  private void startReader(ExamhallCache reader) {
    CacheKey own = CacheKey.of("exam", exam, "reader" + threads.size());
    threads.add(Thread.ofVirtual().start(() -> read(reader, own)));
  }

  private void write(ExamhallCache cache) {
    while (!end.get()) {
      try {
        long version = database.incrementAndGet();
        cache.invalidate("exam:" + exam + ":*").block(SOON);
        acknowledged.set(version);
      } catch (Throwable e) {
        failures.add(e);
      }
      Awaiting.pause(Duration.ofMillis(15));
    }
  }

  private void read(ExamhallCache cache, CacheKey own) {
    CacheKey shared = CacheKey.of("exam", exam, "shared");
    for (int n = 0; !end.get(); n++) {
      try {
        long floor = acknowledged.get();
        long began = System.nanoTime();
        CacheKey key = n % 2 == 0 ? shared : own;
        Long found = cache.getOrLoad(key, Long.class, LONG, load).block(SOON);
        times.add(System.nanoTime() - began);
        reads.incrementAndGet();
        assertThat(found).isGreaterThanOrEqualTo(floor);
      } catch (Throwable e) {
        failures.add(e);
      }
      Awaiting.pause(Duration.ofMillis(1));
    }
  }

  /** Waits until the readers have read so many times more, and as many invalidations came back. */
  void goOnFor(int moreReads, int moreInvalidations) {
    int readsBefore = reads.get();
    long before = acknowledged.get();
    BooleanSupplier enough =
        () ->
            !failures.isEmpty()
                || (reads.get() >= readsBefore + moreReads
                    && acknowledged.get() >= before + moreInvalidations);
    Awaiting.until(Duration.ofSeconds(120), enough);
  }

  /** Forgets how long reads took, and says it. */
  String times() {
    long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
    times.clear();
    return "reads=%d p50=%.2fms p99=%.2fms max=%.1fms"
        .formatted(
            sorted.length,
            sorted[sorted.length / 2] / 1e6,
            sorted[(int) (sorted.length * 0.99)] / 1e6,
            sorted[sorted.length - 1] / 1e6);
  }

  int loads() {
    return loads.get();
  }

  /** Ends it, and fails if anything was wrong at any time. */
  void check() {
    close();
    assertThat(failures).isEmpty();
  }

  @Override
  public void close() {
    end.set(true);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
