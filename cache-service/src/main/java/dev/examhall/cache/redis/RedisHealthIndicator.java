package dev.examhall.cache.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Without Redis the service is degraded, never down: its callers do without it. */
@Component("redisHealthIndicator")
final class RedisHealthIndicator implements ReactiveHealthIndicator {

  private static final Status DEGRADED = new Status("DEGRADED", "callers do without the cache");

  private static final String KEY = "examhall:health:";
  private static final Duration KEPT = Duration.ofSeconds(30);

  private final RedisLink redis;

  RedisHealthIndicator(RedisLink redis) {
    this.redis = redis;
  }

  /** Writes, reads and deletes: a server that answers may still take no writes. */
  @Override
  public Mono<Health> health() {
    String key = KEY + UUID.randomUUID();
    Map<String, String> written = Map.of("at", Long.toString(System.nanoTime()));
    return redis
        .saveHash(key, written, KEPT)
        .then(Mono.defer(() -> redis.hash(key)))
        .flatMap(read -> redis.delete(List.of(key)).map(gone -> gone == 1 && read.equals(written)))
        .map(
            sound ->
                sound
                    ? Health.up().withDetails(Map.of("epoch", redis.lastEpoch())).build()
                    : degraded("what was written is not what is there"))
        .onErrorResume(RedisUnavailableException.class, gone -> Mono.just(degraded("unreachable")))
        .defaultIfEmpty(degraded("what was written is not there"));
  }

  private static Health degraded(String reason) {
    return Health.status(DEGRADED)
        .withDetail("message", reason)
        .withDetail("reason", reason)
        .build();
  }
}
