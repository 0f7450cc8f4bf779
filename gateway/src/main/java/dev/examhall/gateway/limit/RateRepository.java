package dev.examhall.gateway.limit;

import dev.examhall.gateway.GatewayProperties.Rate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/**
 * Token buckets in Redis, by Redis' own clock. When Redis does not answer within {@link
 * #LONGEST_WAIT}, it is left alone for {@link #LEFT_ALONE}, and then a single request finds out
 * whether it is back.
 */
@Repository
class RateRepository {

  static final Duration LONGEST_WAIT = Duration.ofMillis(100);
  static final Duration LEFT_ALONE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(RateRepository.class);
  private static final String PREFIX = "gateway:rate:";

  /** Fills the bucket up to now, and takes as many tokens as there are, at most those asked for. */
  @SuppressWarnings("rawtypes")
  private static final RedisScript<List> TAKE =
      RedisScript.of(
          """
          local rate, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
          local time = redis.call('TIME')
          local now = time[1] * 1000 + time[2] / 1000
          local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
          local tokens = tonumber(bucket[1]) or burst
          local at = tonumber(bucket[2]) or now
          tokens = math.min(burst, tokens + math.max(0, now - at) * rate / 1000)
          local taken = math.min(wanted, math.floor(tokens))
          tokens = tokens - taken
          redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.3f', now))
          redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
          return {taken, math.ceil((1 - math.min(1, tokens)) * 1000 / rate)}
          """,
          List.class);

  private final ReactiveStringRedisTemplate redis;

  /**
   * The moment, by {@link System#nanoTime()}, from which Redis may be asked; 0 while it answers.
   */
  private final AtomicLong askedAgainAt = new AtomicLong();

  RateRepository(ReactiveStringRedisTemplate redis) {
    this.redis = redis;
  }

  /**
   * What was taken.
   *
   * @param tokens none when the bucket is empty
   * @param untilNext how long until it has one
   */
  record Taken(int tokens, Duration untilNext) {}

  /** Takes up to so many; empty when Redis does not answer. */
  Mono<Taken> take(String name, String client, Rate rate, int wanted) {
    if (!mayAsk()) {
      return Mono.empty();
    }
    return redis
        .execute(
            TAKE,
            List.of(PREFIX + name + ":" + client),
            List.of(
                Integer.toString(rate.perSecond()),
                Integer.toString(rate.burst()),
                Integer.toString(wanted)))
        .next()
        .timeout(LONGEST_WAIT)
        .map(
            answer -> {
              if (askedAgainAt.getAndSet(0) != 0) {
                log.info("Rates are counted in Redis again");
              }
              return new Taken(
                  ((Number) answer.get(0)).intValue(),
                  Duration.ofMillis(Math.max(1, ((Number) answer.get(1)).longValue())));
            })
        .onErrorResume(
            error -> {
              if (askedAgainAt.getAndSet(later()) == 0) {
                log.warn(
                    "Rates are counted by this gateway alone, Redis does not answer: {}",
                    error.toString());
              }
              return Mono.empty();
            });
  }

  /** Whether it is expected to answer. */
  boolean mayAnswer() {
    return askedAgainAt.get() == 0;
  }

  private boolean mayAsk() {
    long at = askedAgainAt.get();
    if (at == 0) {
      return true;
    }
    return System.nanoTime() - at >= 0 && askedAgainAt.compareAndSet(at, later());
  }

  private static long later() {
    long at = System.nanoTime() + LEFT_ALONE.toNanos();
    return at == 0 ? 1 : at;
  }
}
