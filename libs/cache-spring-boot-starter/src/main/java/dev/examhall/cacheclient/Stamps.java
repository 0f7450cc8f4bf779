package dev.examhall.cacheclient;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counters that move with each invalidation this process made or heard of. A value read from
 * anywhere carries the stamp that was taken before its reading began, and is served only while that
 * stamp is current: so there is no order of events in which an invalidation misses a value that is
 * just being put, and dropping a whole prefix costs one increment.
 *
 * <p>Entities share a fixed number of counters: two that collide drop each other's values too
 * often, never too seldom.
 */
final class Stamps {

  private static final int ENTITY_COUNTERS = 8192;

  private final AtomicLong everything = new AtomicLong();
  private final ConcurrentHashMap<String, AtomicLong> prefixes = new ConcurrentHashMap<>();
  private final AtomicLongArray entities = new AtomicLongArray(ENTITY_COUNTERS);

  /** Counters at one time; equal ones mean that no invalidation of the key came in between. */
  record Stamp(long everything, long prefix, long entity) {}

  Stamp of(CacheKey key) {
    return new Stamp(
        everything.get(),
        prefix(key.prefix()).get(),
        entities.get(slot(key.prefix(), key.entity())));
  }

  boolean current(CacheKey key, Stamp stamp) {
    return stamp.entity == entities.get(slot(key.prefix(), key.entity()))
        && stamp.prefix == prefix(key.prefix()).get()
        && stamp.everything == everything.get();
  }

  void invalidate(Collection<CachePattern> patterns) {
    patterns.forEach(this::invalidate);
  }

  void invalidate(CachePattern pattern) {
    switch (pattern) {
      case CachePattern.Everything everything -> invalidateEverything();
      case CachePattern.WholePrefix whole -> prefix(whole.prefix()).incrementAndGet();
      case CachePattern.Glob glob -> prefix(glob.prefix()).incrementAndGet();
      case CachePattern.WholeEntity whole ->
          entities.incrementAndGet(slot(whole.prefix(), whole.entity()));
      case CachePattern.SingleKey single ->
          entities.incrementAndGet(slot(single.prefix(), single.entity()));
    }
  }

  void invalidateEverything() {
    everything.incrementAndGet();
  }

  private AtomicLong prefix(String prefix) {
    AtomicLong known = prefixes.get(prefix);
    return known != null ? known : prefixes.computeIfAbsent(prefix, unknown -> new AtomicLong());
  }

  private static int slot(String prefix, String entity) {
    int hash = 31 * prefix.hashCode() + entity.hashCode();
    hash ^= hash >>> 16;
    return hash & (ENTITY_COUNTERS - 1);
  }
}
