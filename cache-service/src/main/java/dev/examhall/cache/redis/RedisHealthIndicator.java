package dev.examhall.cache.redis;

import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Without Redis the service is degraded, never down: its callers do without it. */
@Component("redisHealthIndicator")
final class RedisHealthIndicator implements ReactiveHealthIndicator {

  private static final Status DEGRADED = new Status("DEGRADED", "callers do without the cache");

  private final RedisLink redis;

  RedisHealthIndicator(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Mono<Health> health() {
    return redis
        .ping()
        .then(
            Mono.fromSupplier(
                () -> Health.up().withDetails(Map.of("epoch", redis.lastEpoch())).build()))
        .onErrorResume(
            RedisUnavailableException.class,
            gone -> Mono.just(Health.status(DEGRADED).withDetail("reason", "unreachable").build()));
  }
}
