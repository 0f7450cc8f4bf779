package dev.examhall.monitoring.history;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.monitoring.health.HealthChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * What was seen and is not in the database yet. It is bounded: while the database is away the
 * oldest samples go first, and changes are kept longer because there are few. Safe for several
 * threads.
 */
final class HistoryBuffer {

  /** Its id makes a second write of the same change harmless. */
  record Change(UUID id, HealthChange change) {}

  record Batch(List<Sample> samples, List<Change> changes) {
    boolean isEmpty() {
      return samples.isEmpty() && changes.isEmpty();
    }
  }

  private static final int BATCH = 2_000;

  private final int capacity;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Deque<Change> changes = new ArrayDeque<>();
  private long dropped;

  /**
   * @param capacity samples at most; and as many changes
   */
  HistoryBuffer(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(Sample sample) {
    if (samples.size() == capacity) {
      samples.removeFirst();
      dropped++;
    }
    samples.addLast(sample);
  }

  synchronized void add(HealthChange change) {
    if (changes.size() == capacity) {
      changes.removeFirst();
      dropped++;
    }
    changes.addLast(new Change(UuidCreator.getTimeOrderedEpoch(), change));
  }

  /** The oldest entries; they stay until {@link #written}. */
  synchronized Batch oldest() {
    return new Batch(
        new ArrayList<>(samples.stream().limit(BATCH).toList()),
        new ArrayList<>(changes.stream().limit(BATCH).toList()));
  }

  synchronized void written(Batch batch) {
    // By identity of the head: entries may have been dropped meanwhile, never reordered.
    for (Sample sample : batch.samples()) {
      if (sample == samples.peekFirst()) {
        samples.removeFirst();
      }
    }
    for (Change change : batch.changes()) {
      if (change == changes.peekFirst()) {
        changes.removeFirst();
      }
    }
  }

  synchronized long dropped() {
    return dropped;
  }

  synchronized int size() {
    return samples.size() + changes.size();
  }
}
