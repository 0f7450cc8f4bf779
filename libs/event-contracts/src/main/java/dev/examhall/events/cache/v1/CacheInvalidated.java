package dev.examhall.events.cache.v1;

import java.time.Instant;
import java.util.List;

/**
 * Near caches drop what matches.
 *
 * @param patterns such as {@code exam:42:*}
 * @param tags entries that carry one of these go too
 * @param epoch the cache's epoch; another one than the reader's means that everything goes
 * @param origin id of the instance that asked for it
 */
public record CacheInvalidated(
    List<String> patterns, List<String> tags, long epoch, String origin, Instant at) {

  public static final String TOPIC = "examhall.cache-invalidated.v1";
  public static final String TYPE = "dev.examhall.cache-invalidated.v1";

  public CacheInvalidated {
    patterns = List.copyOf(patterns);
    tags = List.copyOf(tags);
  }
}
