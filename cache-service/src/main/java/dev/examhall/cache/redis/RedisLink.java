package dev.examhall.cache.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What the cache asks of Redis. Each method fails with {@link RedisUnavailableException}: at once
 * when there is no connection, and after the command's time-out when Redis does not answer. A write
 * that failed so may still have happened.
 */
public interface RedisLink {

  /** Values of keys, in their order, read in one step. */
  @FunctionalInterface
  interface Values {
    /** The value of the key at this place, or null when there is none. */
    byte @Nullable [] at(int place);
  }

  /**
   * A page of a scan.
   *
   * @param cursor where the next one begins; null after the last
   */
  record Page(@Nullable String cursor, List<String> keys) {}

  /** Reads keys in one step. */
  default Mono<Values> values(String... keys) {
    return Mono.create(
        sink ->
            values(
                (found, error) -> {
                  if (found == null) {
                    sink.error(Objects.requireNonNull(error));
                  } else {
                    sink.success(found);
                  }
                },
                keys));
  }

  /**
   * As {@link #values(String...)}, without what Reactor's operators cost.
   *
   * @param then is given values or an error, on the thread that heard of them; must not wait
   */
  void values(BiConsumer<@Nullable Values, @Nullable Throwable> then, String... keys);

  /** Runs a script; its result is a list of {@code byte[]} and {@code Long}. */
  Mono<List<Object>> run(RedisScript script, List<String> keys, byte[]... arguments);

  /**
   * Keys that match a glob, among about a thousand.
   *
   * @param cursor from the page before; null for the first
   */
  Mono<Page> scan(@Nullable String cursor, String glob);

  /** Deletes keys; gives how many were there. */
  Mono<Long> delete(List<String> keys);

  /** Writes a hash that is forgotten after a time. */
  Mono<Void> saveHash(String key, Map<String, String> fields, Duration keepFor);

  /** Reads a hash; empty when there is none. */
  Mono<Map<String, String>> hash(String key);

  /** What Redis says of itself: lines of {@code name:value}. */
  Mono<String> description();

  /** Completes when Redis answers. */
  Mono<Void> ping();

  /** Whether commands are taken now. */
  boolean isConnected();

  /** The last epoch this instance began or found; 0 before it was ever connected. */
  long lastEpoch();
}
