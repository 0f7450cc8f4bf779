package dev.examhall.cacheclient;

import java.util.Collection;
import java.util.Map;
import org.springframework.core.ParameterizedTypeReference;
import reactor.core.publisher.Mono;

/**
 * The cache without annotations. No method ever fails because the cache is gone: reads find
 * nothing, loads run the loader, and invalidations are repeated until cache-service confirms them.
 *
 * <p>Values are kept as JSON by the application's mapper; {@code byte[]} is kept as it is. A value
 * is shared by its readers in this process: use immutable types.
 */
public interface ExamhallCache {

  /** The value, or empty when there is none or it is null. */
  <T> Mono<T> get(CacheKey key, ParameterizedTypeReference<T> type);

  /** As {@link #get(CacheKey, ParameterizedTypeReference)}. */
  default <T> Mono<T> get(CacheKey key, Class<T> type) {
    return get(key, ParameterizedTypeReference.forType(type));
  }

  /** The values that are there, by key; in one call for each 64 that are not in this process. */
  <T> Mono<Map<CacheKey, T>> getAll(Collection<CacheKey> keys, ParameterizedTypeReference<T> type);

  /** As {@link #getAll(Collection, ParameterizedTypeReference)}. */
  default <T> Mono<Map<CacheKey, T>> getAll(Collection<CacheKey> keys, Class<T> type) {
    return getAll(keys, ParameterizedTypeReference.forType(type));
  }

  /**
   * Keeps a value whatever happened meanwhile. For values that were read from somewhere use {@link
   * #getOrLoad}, which cannot overwrite an invalidation with an older value.
   */
  Mono<Void> put(CacheKey key, Object value, CacheOptions options);

  /**
   * The cached value, or what the loader gives. The loader runs once for all who ask at the same
   * time in this process, and its value is kept unless the key was invalidated while it ran. The
   * loader's error is the caller's, and is not kept; its emptiness is kept as null. Inside a
   * transaction that may write the loader always runs and nothing is kept.
   */
  <T> Mono<T> getOrLoad(
      CacheKey key, ParameterizedTypeReference<T> type, CacheOptions options, Mono<T> loader);

  /** As {@link #getOrLoad(CacheKey, ParameterizedTypeReference, CacheOptions, Mono)}. */
  default <T> Mono<T> getOrLoad(CacheKey key, Class<T> type, CacheOptions options, Mono<T> loader) {
    return getOrLoad(key, ParameterizedTypeReference.forType(type), options, loader);
  }

  /**
   * Invalidates {@code exam:*}, {@code exam:42:*} or single keys. When this completes no read of
   * this process gives an older value.
   */
  Mono<Void> invalidate(String... patterns);

  /** Invalidates all values with one of these tags. */
  Mono<Void> invalidateTags(String... tags);
}
