package dev.examhall.cacheclient;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.examhall.cacheclient.Stamps.Stamp;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values in this process. An entry is served while its stamp is current and for at most the bound
 * after the reading of its value began, so that a broker that fell silent costs seconds.
 */
final class NearCache {

  /** Who joins a load that began earlier than this may get what a lost invalidation named. */
  private static final long LONGEST_READING = CacheClientProperties.LONGEST_NEAR.toNanos();

  private final Cache<CacheKey, Entry> entries;
  private final Stamps stamps;
  private final Ticker ticker;
  private final long boundNanos;

  NearCache(Stamps stamps, long maximumSize, Duration bound, Ticker ticker) {
    this(stamps, maximumSize, bound, ticker, prefix -> {});
  }

  /**
   * An empty one.
   *
   * @param onEviction is told the prefix of each value that went because there was no room
   */
  NearCache(
      Stamps stamps, long maximumSize, Duration bound, Ticker ticker, Consumer<String> onEviction) {
    this.stamps = stamps;
    this.ticker = ticker;
    this.boundNanos = bound.toNanos();
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(maximumSize)
            .expireAfterWrite(bound)
            .executor(Runnable::run)
            .<CacheKey, Entry>evictionListener(
                (key, entry, cause) -> {
                  if (cause == RemovalCause.SIZE && key != null) {
                    onEviction.accept(key.prefix());
                  }
                })
            .ticker(ticker)
            .build();
  }

  /**
   * A value that was found.
   *
   * @param value null is a value too
   */
  record Found(@Nullable Object value) {}

  private record Entry(Found found, Type type, Stamp stamp, long deadline) {}

  /** Marks the beginning of a reading. */
  Reading begin(CacheKey key) {
    return new Reading(stamps.of(key), ticker.read());
  }

  /** Whether the key was not invalidated since the reading began, and that is not long ago. */
  boolean current(CacheKey key, Reading reading) {
    return ticker.read() - reading.began < LONGEST_READING && stamps.current(key, reading.stamp);
  }

  @Nullable Found find(CacheKey key, Type type) {
    Entry entry = entries.getIfPresent(key);
    if (entry == null
        || !entry.type.equals(type)
        || entry.deadline - ticker.read() <= 0
        || !stamps.current(key, entry.stamp)) {
      return null;
    }
    return entry.found;
  }

  /**
   * Keeps what a reading gave.
   *
   * @param freshFor how long the value is fresh, counted from the beginning of the reading
   */
  void put(CacheKey key, Type type, @Nullable Object value, Reading reading, Duration freshFor) {
    long bound = boundNanos;
    if (freshFor.compareTo(Duration.ofNanos(boundNanos)) < 0) {
      bound = freshFor.toNanos();
    }
    if (stamps.current(key, reading.stamp)) {
      entries.put(key, new Entry(new Found(value), type, reading.stamp, reading.began + bound));
    }
  }

  void remove(CacheKey key) {
    entries.invalidate(key);
  }

  long size() {
    return entries.estimatedSize();
  }

  /** When a reading began, in both clocks: invalidations and time. */
  record Reading(Stamp stamp, long began) {}
}
