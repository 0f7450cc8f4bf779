package dev.examhall.cache.entry;

import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.redis.RedisKeys;
import dev.examhall.cache.redis.RedisLink;
import dev.examhall.cache.redis.RedisScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Values in Redis.
 *
 * <p>Generations: a value carries the epoch and the generations of its prefix and of its entity,
 * and is a value only while all three are the current ones. They are numbers from a clock in Redis
 * that never goes back, so that one that was lost and made anew is never one that was there before.
 * A missing one makes every value under it a miss.
 */
class EntryRepository {

  /**
   * A tombstone outlives every token from before it; a fill with an older token than this is
   * refused.
   */
  static final Duration LONGEST_LOAD = Duration.ofMinutes(5);

  static final Duration TOMBSTONE = LONGEST_LOAD.multipliedBy(2);

  /** Time to live of an entity's generation beyond that of its values. */
  private static final Duration GENERATION_MARGIN = Duration.ofHours(1);

  private static final String GENERATIONS =
      """
      local function generations(now)
        local epoch = redis.call('GET', KEYS[1])
        if not epoch then
          epoch = now
          redis.call('SET', KEYS[1], epoch)
        end
        local prefix = redis.call('GET', KEYS[3])
        if not prefix then
          prefix = now
          redis.call('SET', KEYS[3], prefix)
        end
        local entity = redis.call('GET', KEYS[4])
        if not entity then
          entity = now
          redis.call('SET', KEYS[4], entity, 'PX', ARGV[1])
        end
        return epoch, prefix, entity
      end
      """;

  /**
   * A miss: what a fill must still find, and who may load. A lease counts only while its holder's
   * fill could still be stored: after an invalidation or an outage nobody waits for it.
   */
  private static final RedisScript OPEN =
      RedisScript.of(
          RedisScript.TICK
              + GENERATIONS
              + """
              local now = tick(KEYS[2])
              local epoch, prefix, entity = generations(now)
              local tombstone = redis.call('GET', KEYS[5]) or '0'
              if ARGV[4] == '0' then
                local value = redis.call('GET', KEYS[6])
                if value and string.sub(value, 1, 48) == epoch .. prefix .. entity then
                  return {epoch, prefix, entity, tombstone, now, '', value}
                end
              end
              local lease = ''
              local held = redis.call('GET', KEYS[7])
              if ARGV[2] ~= ''
                  and (not held or string.sub(held, 1, 48) ~= epoch .. prefix .. entity) then
                lease = ARGV[2]
                redis.call('SET', KEYS[7], epoch .. prefix .. entity .. lease, 'PX', ARGV[3])
              end
              return {epoch, prefix, entity, tombstone, now, lease}
              """);

  /** A fill: stored if nothing was invalidated since the token was given. */
  private static final RedisScript FILL =
      RedisScript.of(
          RedisScript.TICK
              + """
              local lease = redis.call('GET', KEYS[7])
              if lease and lease == ARGV[1] .. ARGV[2] .. ARGV[3] .. ARGV[6] then redis.call('DEL', KEYS[7]) end
              local issued = tonumber(ARGV[5])
              if redis.call('GET', KEYS[1]) ~= ARGV[1]
                  or redis.call('GET', KEYS[3]) ~= ARGV[2]
                  or redis.call('GET', KEYS[4]) ~= ARGV[3]
                  or (redis.call('GET', KEYS[5]) or '0') ~= ARGV[4]
                  or tonumber(tick(KEYS[2])) - issued > tonumber(ARGV[9]) then
                return {0}
              end
              for i = 8, #KEYS do
                local since = redis.call('GET', KEYS[i])
                if since and tonumber(since) >= issued then return {0} end
              end
              redis.call('SET', KEYS[6], ARGV[1] .. ARGV[2] .. ARGV[3] .. ARGV[5] .. ARGV[7],
                  'PX', ARGV[8])
              if redis.call('PTTL', KEYS[4]) < tonumber(ARGV[8]) then
                redis.call('PEXPIRE', KEYS[4], tonumber(ARGV[8]) + tonumber(ARGV[10]))
              end
              return {1}
              """);

  /** A put over whatever is there: fills that are under way are refused, as by a deletion. */
  private static final RedisScript PUT =
      RedisScript.of(
          RedisScript.TICK
              + GENERATIONS
              + """
              local now = tick(KEYS[2])
              local epoch, prefix, entity = generations(now)
              redis.call('SET', KEYS[5], now, 'PX', ARGV[4])
              redis.call('DEL', KEYS[7])
              redis.call('SET', KEYS[6], epoch .. prefix .. entity .. now .. ARGV[2], 'PX', ARGV[3])
              if redis.call('PTTL', KEYS[4]) < tonumber(ARGV[3]) then
                redis.call('PEXPIRE', KEYS[4], tonumber(ARGV[3]) + tonumber(ARGV[1]))
              end
              return {epoch}
              """);

  private static final RedisScript RELEASE =
      RedisScript.of(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then return {redis.call('DEL', KEYS[1])} end
          return {0}
          """);

  private final RedisLink redis;
  private final RedisKeys keys;

  EntryRepository(RedisLink redis, RedisKeys keys) {
    this.redis = redis;
    this.keys = keys;
  }

  /** The current value of a key. */
  Mono<StoredValue> find(EntryKey key) {
    return redis
        .values(names(key))
        .flatMap(
            found -> {
              StoredValue value = current(found, 0, 1, 2, 3);
              return value == null ? Mono.empty() : withCurrentTags(value);
            });
  }

  /**
   * As {@link #find}, but for the tags.
   *
   * @param then is given the value, or null for none, or an error; must not wait
   */
  void look(EntryKey key, BiConsumer<@Nullable StoredValue, @Nullable Throwable> then) {
    redis.values(
        (found, error) -> {
          StoredValue value = null;
          Throwable wrong = error;
          try {
            value = found == null ? null : current(found, 0, 1, 2, 3);
          } catch (RuntimeException e) {
            wrong = e; // what lies there is no value of ours
          }
          then.accept(value, wrong);
        },
        names(key));
  }

  private String[] names(EntryKey key) {
    return new String[] {
      keys.epoch(),
      keys.prefixGeneration(key.prefix()),
      keys.entityGeneration(key.prefix(), key.entity()),
      keys.value(key.prefix(), key.inPrefix())
    };
  }

  /** The current values of keys, in their order; by one command, and one more for tags. */
  Mono<List<Optional<StoredValue>>> findAll(List<EntryKey> wanted) {
    Names names = new Names(wanted.size());
    int epoch = names.shared(keys.epoch());
    int[] places = new int[3 * wanted.size()];
    for (int i = 0; i < wanted.size(); i++) {
      EntryKey key = wanted.get(i);
      EntryKey before = i == 0 ? null : wanted.get(i - 1);
      boolean samePrefix = before != null && before.prefix().equals(key.prefix());
      boolean sameEntity =
          samePrefix && Objects.requireNonNull(before).entity().equals(key.entity());
      places[3 * i] =
          samePrefix ? places[3 * i - 3] : names.shared(keys.prefixGeneration(key.prefix()));
      places[3 * i + 1] =
          sameEntity
              ? places[3 * i - 2]
              : names.shared(keys.entityGeneration(key.prefix(), key.entity()));
      places[3 * i + 2] = names.add(keys.value(key.prefix(), key.inPrefix()));
    }
    return redis
        .values(names.toArray())
        .flatMap(
            found -> {
              List<Optional<StoredValue>> values = new ArrayList<>(wanted.size());
              boolean tags = false;
              for (int i = 0; i < wanted.size(); i++) {
                StoredValue value =
                    current(found, epoch, places[3 * i], places[3 * i + 1], places[3 * i + 2]);
                tags |= value != null && !value.tags().isEmpty();
                values.add(Optional.ofNullable(value));
              }
              return tags
                  ? Flux.fromIterable(values).concatMap(this::withCurrentTags).collectList()
                  : Mono.just(values);
            });
  }

  /** What one command reads. */
  private static final class Names {
    private final List<String> all;
    private final Map<String, Integer> shared = new HashMap<>();

    private Names(int values) {
      all = new ArrayList<>(values + 3);
    }

    private int add(String name) {
      all.add(name);
      return all.size() - 1;
    }

    /** Read once, however many need it. */
    private int shared(String name) {
      return shared.computeIfAbsent(name, this::add);
    }

    private String[] toArray() {
      return all.toArray(String[]::new);
    }
  }

  private Mono<Optional<StoredValue>> withCurrentTags(Optional<StoredValue> value) {
    return value
        .map(each -> withCurrentTags(each).map(Optional::of).defaultIfEmpty(Optional.empty()))
        .orElseGet(() -> Mono.just(Optional.empty()));
  }

  /**
   * Answers a miss.
   *
   * @param lease a random name under which the caller would load; empty for none
   * @param evenIfThere gives a token also when there is a value
   */
  Mono<Opened> open(EntryKey key, String lease, Duration leaseTime, boolean evenIfThere) {
    return redis
        .run(
            OPEN,
            scriptKeys(key, List.of()),
            millis(GENERATION_MARGIN),
            ascii(lease),
            millis(leaseTime),
            ascii(evenIfThere ? "1" : "0"))
        .flatMap(
            result -> {
              if (result.size() > 6 && result.get(6) instanceof byte[] raw) {
                StoredValue value =
                    StoredValue.decode(raw, bytes(result, 0), bytes(result, 1), bytes(result, 2));
                if (value != null) {
                  return withCurrentTags(value)
                      .<Opened>map(Opened.Filled::new)
                      .switchIfEmpty(Mono.defer(() -> open(key, lease, leaseTime, true)));
                }
              }
              return Mono.just(
                  new Opened.Token(
                      new FillToken(
                          text(result, 0),
                          text(result, 1),
                          text(result, 2),
                          text(result, 3),
                          text(result, 4),
                          text(result, 5))));
            });
  }

  /**
   * Stores what was loaded.
   *
   * @param encoded by {@link StoredValue#encode}
   * @return whether it was stored
   */
  Mono<Boolean> fill(
      EntryKey key, FillToken token, byte[] encoded, List<String> tags, Duration keepFor) {
    return redis
        .run(
            FILL,
            scriptKeys(key, tags),
            ascii(token.epoch()),
            ascii(token.prefixGeneration()),
            ascii(token.entityGeneration()),
            ascii(token.tombstone()),
            ascii(token.issued()),
            ascii(token.lease()),
            encoded,
            millis(keepFor),
            ascii(Long.toString(LONGEST_LOAD.toNanos() / 1000)),
            millis(GENERATION_MARGIN))
        .map(result -> ((Long) result.getFirst()) == 1);
  }

  /** Stores a value whatever is there; gives the epoch. */
  Mono<Long> put(EntryKey key, byte[] encoded, Duration keepFor) {
    return redis
        .run(
            PUT,
            scriptKeys(key, List.of()),
            millis(GENERATION_MARGIN),
            encoded,
            millis(keepFor),
            millis(TOMBSTONE))
        .map(result -> Long.valueOf(text(result, 0)));
  }

  /** Gives a lease back. */
  Mono<Void> release(EntryKey key, FillToken token) {
    if (!token.hasLease()) {
      return Mono.empty();
    }
    return redis
        .run(
            RELEASE,
            List.of(keys.lease(key.prefix(), key.inPrefix())),
            ascii(
                token.epoch()
                    + token.prefixGeneration()
                    + token.entityGeneration()
                    + token.lease()))
        .then();
  }

  /** The value, unless one of its tags was invalidated. */
  Mono<StoredValue> withCurrentTags(StoredValue value) {
    if (value.tags().isEmpty()) {
      return Mono.just(value);
    }
    String[] names = value.tags().stream().map(keys::tag).toArray(String[]::new);
    return redis
        .values(names)
        .filter(
            invalidations -> {
              for (int i = 0; i < names.length; i++) {
                byte[] at = invalidations.at(i);
                if (at != null && Long.parseLong(text(at)) >= value.issued()) {
                  return false;
                }
              }
              return true;
            })
        .map(invalidations -> value);
  }

  private List<String> scriptKeys(EntryKey key, List<String> tags) {
    List<String> names = new ArrayList<>(8 + tags.size());
    names.add(keys.epoch());
    names.add(keys.clock());
    names.add(keys.prefixGeneration(key.prefix()));
    names.add(keys.entityGeneration(key.prefix(), key.entity()));
    names.add(keys.tombstone(key.prefix(), key.inPrefix()));
    names.add(keys.value(key.prefix(), key.inPrefix()));
    names.add(keys.lease(key.prefix(), key.inPrefix()));
    names.add(keys.barrier(key.prefix()));
    tags.forEach(tag -> names.add(keys.tag(tag)));
    return names;
  }

  private static @Nullable StoredValue current(
      RedisLink.Values found, int epoch, int prefix, int entity, int value) {
    byte[] epochNow = found.at(epoch);
    byte[] prefixNow = found.at(prefix);
    byte[] entityNow = found.at(entity);
    byte[] raw = found.at(value);
    return epochNow == null || prefixNow == null || entityNow == null || raw == null
        ? null
        : StoredValue.decode(raw, epochNow, prefixNow, entityNow);
  }

  private static String text(byte[] ascii) {
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(List<Object> result, int at) {
    return (byte[]) result.get(at);
  }

  private static String text(List<Object> result, int at) {
    return text(bytes(result, at));
  }

  private static byte[] millis(Duration duration) {
    return ascii(Long.toString(duration.toMillis()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
