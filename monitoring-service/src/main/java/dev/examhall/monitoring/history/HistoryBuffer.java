package dev.examhall.monitoring.history;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.monitoring.alerting.Notice;
import dev.examhall.monitoring.health.HealthChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * What was seen and is not in the database yet. It is bounded: while the database is away the
 * oldest samples go first, and changes and notices are kept longer because there are few. Safe for
 * several threads.
 */
final class HistoryBuffer {

  /** Its id makes a second write of the same change harmless. */
  record Change(UUID id, HealthChange change) {}

  /** Likewise. */
  record KeptNotice(UUID id, Notice notice) {}

  record Batch(List<Sample> samples, List<Change> changes, List<KeptNotice> notices) {
    boolean isEmpty() {
      return samples.isEmpty() && changes.isEmpty() && notices.isEmpty();
    }
  }

  private static final int BATCH = 2_000;

  private final int capacity;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Deque<Change> changes = new ArrayDeque<>();
  private final Deque<KeptNotice> notices = new ArrayDeque<>();
  private long dropped;

  /**
   * @param capacity samples at most; and as many changes, and as many notices
   */
  HistoryBuffer(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(Sample sample) {
    put(samples, sample);
  }

  synchronized void add(HealthChange change) {
    put(changes, new Change(UuidCreator.getTimeOrderedEpoch(), change));
  }

  synchronized void add(Notice notice) {
    put(notices, new KeptNotice(UuidCreator.getTimeOrderedEpoch(), notice));
  }

  private <T> void put(Deque<T> queue, T entry) {
    if (queue.size() == capacity) {
      queue.removeFirst();
      dropped++;
    }
    queue.addLast(entry);
  }

  /** The oldest entries; they stay until {@link #written}. */
  synchronized Batch oldest() {
    return new Batch(first(samples), first(changes), first(notices));
  }

  private static <T> List<T> first(Deque<T> queue) {
    return new ArrayList<>(queue.stream().limit(BATCH).toList());
  }

  synchronized void written(Batch batch) {
    remove(samples, batch.samples());
    remove(changes, batch.changes());
    remove(notices, batch.notices());
  }

  /** By identity of the head: entries may have been dropped meanwhile, never reordered. */
  private static <T> void remove(Deque<T> queue, List<T> written) {
    for (T entry : written) {
      if (entry == queue.peekFirst()) {
        queue.removeFirst();
      }
    }
  }

  synchronized long dropped() {
    return dropped;
  }

  synchronized int size() {
    return samples.size() + changes.size() + notices.size();
  }
}
