package dev.examhall.cacheclient;

import java.time.Duration;
import org.springframework.core.ParameterizedTypeReference;
import reactor.core.publisher.Mono;

/** Results of queries under the prefix {@code query}. */
public final class QueryCache {

  private static final String PREFIX = "query";

  private final ExamhallCache cache;

  QueryCache(ExamhallCache cache) {
    this.cache = cache;
  }

  /**
   * The kept result of a query, or what the query gives now.
   *
   * @param key the query's subject, then what tells its results apart: {@code "42:open-sessions"};
   *     without a colon the subject is {@code all}
   * @param ttl how long the result is fresh
   */
  public <T> Mono<T> getOrLoad(
      String key, Duration ttl, ParameterizedTypeReference<T> type, Mono<T> query) {
    return cache.getOrLoad(keyOf(key), type, CacheOptions.ttl(ttl), query);
  }

  /** As {@link #getOrLoad(String, Duration, ParameterizedTypeReference, Mono)}. */
  public <T> Mono<T> getOrLoad(String key, Duration ttl, Class<T> type, Mono<T> query) {
    return getOrLoad(key, ttl, ParameterizedTypeReference.forType(type), query);
  }

  /** Drops all results about a subject. */
  public Mono<Void> invalidate(String subject) {
    return cache.invalidate(PREFIX + ':' + CacheKey.segment(subject) + ":*");
  }

  /** Drops all results of queries. */
  public Mono<Void> invalidateAll() {
    return cache.invalidate(PREFIX + ":*");
  }

  private static CacheKey keyOf(String key) {
    int colon = key.indexOf(':');
    return colon < 0
        ? CacheKey.of(PREFIX, CacheKey.ALL, key)
        : CacheKey.of(PREFIX, key.substring(0, colon), key.substring(colon + 1));
  }
}
