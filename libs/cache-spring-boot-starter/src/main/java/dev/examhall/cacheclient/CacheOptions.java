package dev.examhall.cacheclient;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a value is kept.
 *
 * @param ttl how long it is fresh; null for the prefix's own TTL
 * @param staleFor how long after that it may still be served while a new one is loaded or when
 *     loading fails; zero for not at all
 * @param tags tags to invalidate it by
 */
public record CacheOptions(@Nullable Duration ttl, Duration staleFor, List<String> tags) {

  /** The prefix's TTL, nothing stale, no tags. */
  public static final CacheOptions DEFAULTS = new CacheOptions(null, Duration.ZERO, List.of());

  /** Checks the durations. */
  public CacheOptions {
    if (ttl != null && (ttl.isNegative() || ttl.isZero())) {
      throw new IllegalArgumentException("a TTL is longer than nothing: " + ttl);
    }
    if (staleFor.isNegative()) {
      throw new IllegalArgumentException("staleFor is not negative: " + staleFor);
    }
    tags = List.copyOf(tags);
  }

  /** This TTL, nothing stale, no tags. */
  public static CacheOptions ttl(Duration ttl) {
    return new CacheOptions(ttl, Duration.ZERO, List.of());
  }

  /** The same with another time of staleness. */
  public CacheOptions staleFor(Duration duration) {
    return new CacheOptions(ttl, duration, tags);
  }

  /** The same with other tags. */
  public CacheOptions tags(String... newTags) {
    return new CacheOptions(ttl, staleFor, List.of(newTags));
  }
}
