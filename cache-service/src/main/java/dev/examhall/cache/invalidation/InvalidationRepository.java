package dev.examhall.cache.invalidation;

import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.key.KeyPattern;
import dev.examhall.cache.redis.RedisKeys;
import dev.examhall.cache.redis.RedisLink;
import dev.examhall.cache.redis.RedisScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Invalidations in Redis: all of a request in one step. */
final class InvalidationRepository {

  private static final Duration SCAN_STATE = Duration.ofHours(1);

  /**
   * Each key has an operation: {@code g} a generation that is only moved if it is there (without it
   * there is no value, and no fill can succeed), {@code s} a number that is set, {@code b} one that
   * is set for a time, {@code d} a deletion.
   */
  private static final RedisScript INVALIDATE =
      RedisScript.of(
          RedisScript.TICK
              + """
              local now = tick(KEYS[2])
              for i = 3, #KEYS do
                local operation = ARGV[i - 1]
                if operation == 'g' then
                  redis.call('SET', KEYS[i], now, 'XX', 'KEEPTTL')
                elseif operation == 's' then
                  redis.call('SET', KEYS[i], now)
                elseif operation == 'b' then
                  redis.call('SET', KEYS[i], now, 'PX', ARGV[1])
                else
                  redis.call('UNLINK', KEYS[i])
                end
              end
              return {redis.call('GET', KEYS[1]) or '0'}
              """);

  private final RedisLink redis;
  private final RedisKeys keys;
  private final Duration tombstone;

  /**
   * Invalidations.
   *
   * @param tombstone how long a deletion is remembered; longer than any load
   */
  InvalidationRepository(RedisLink redis, RedisKeys keys, Duration tombstone) {
    this.redis = redis;
    this.keys = keys;
    this.tombstone = tombstone;
  }

  /** Invalidates; for globs only what is being loaded, the rest is for a scan. Gives the epoch. */
  Mono<Long> invalidate(List<KeyPattern> patterns, List<String> tags) {
    List<String> names = new ArrayList<>(List.of(keys.epoch(), keys.clock()));
    List<byte[]> operations = new ArrayList<>(List.of(ascii(Long.toString(tombstone.toMillis()))));
    for (KeyPattern pattern : patterns) {
      switch (pattern) {
        case KeyPattern.Everything everything -> add(names, operations, keys.epoch(), "s");
        case KeyPattern.WholePrefix whole ->
            add(names, operations, keys.prefixGeneration(whole.prefix()), "s");
        case KeyPattern.WholeEntity whole ->
            add(names, operations, keys.entityGeneration(whole.prefix(), whole.entity()), "g");
        case KeyPattern.SingleKey single -> {
          EntryKey key = single.key();
          add(names, operations, keys.tombstone(key.prefix(), key.inPrefix()), "b");
          add(names, operations, keys.value(key.prefix(), key.inPrefix()), "d");
          add(names, operations, keys.lease(key.prefix(), key.inPrefix()), "d");
        }
        case KeyPattern.Glob glob -> add(names, operations, keys.barrier(glob.prefix()), "b");
      }
    }
    tags.forEach(tag -> add(names, operations, keys.tag(tag), "s"));
    return redis
        .run(INVALIDATE, names, operations.toArray(byte[][]::new))
        .map(
            result ->
                Long.valueOf(new String((byte[]) result.getFirst(), StandardCharsets.US_ASCII)));
  }

  /**
   * One step of a scan.
   *
   * @param cursor where the next one begins; null after the last
   */
  record Step(@Nullable String cursor, long deleted) {}

  /** Deletes the matching ones among the next thousand keys or so. */
  Mono<Step> scan(@Nullable String cursor, KeyPattern.Glob glob) {
    return redis
        .scan(cursor, keys.value(glob.prefix(), glob.key()))
        .flatMap(
            page -> redis.delete(page.keys()).map(deleted -> new Step(page.cursor(), deleted)));
  }

  Mono<Void> saveScan(String id, Map<String, String> state) {
    return redis.saveHash(keys.scan(id), state, SCAN_STATE);
  }

  /** The state of a scan; empty when there is none by this id. */
  Mono<Map<String, String>> findScan(String id) {
    return redis.hash(keys.scan(id));
  }

  private static void add(
      List<String> names, List<byte[]> operations, String name, String operation) {
    names.add(name);
    operations.add(ascii(operation));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
