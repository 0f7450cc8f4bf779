package dev.examhall.cache.statistics;

import dev.examhall.cache.redis.RedisKeys;
import dev.examhall.cache.redis.RedisLink;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sums over the instances that live: each leaves what it has counted in Redis every few seconds.
 */
@Component
final class ClusterStatistics implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ClusterStatistics.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration ALIVE = Duration.ofSeconds(10);

  private final String instance = UUID.randomUUID().toString();
  private final CacheStatistics own;
  private final RedisLink redis;
  private final RedisKeys keys;
  private final JsonMapper mapper;
  private final Clock clock;
  private final Disposable.Swap running = Disposables.swap();
  private volatile boolean started;

  ClusterStatistics(
      CacheStatistics own, RedisLink redis, RedisKeys keys, JsonMapper mapper, Clock clock) {
    this.own = own;
    this.redis = redis;
    this.keys = keys;
    this.mapper = mapper;
    this.clock = clock;
  }

  /** All instances together. */
  record Cluster(int instances, List<PrefixStatistics> prefixes) {}

  private record Report(long at, List<PrefixStatistics> prefixes) {}

  /** What the living instances counted since each of them started, this one's up to now. */
  Mono<Cluster> sum() {
    return redis
        .hash(keys.statistics())
        .defaultIfEmpty(Map.of())
        .map(
            reports -> {
              long oldest = clock.millis() - ALIVE.toMillis();
              Map<String, PrefixStatistics> sums = new LinkedHashMap<>();
              own.all().forEach(one -> sums.put(one.prefix(), one));
              int instances = 1;
              for (Map.Entry<String, String> entry : reports.entrySet()) {
                Report report = read(entry.getValue());
                if (!entry.getKey().equals(instance) && report.at >= oldest) {
                  instances++;
                  report.prefixes.forEach(
                      one -> sums.merge(one.prefix(), one, PrefixStatistics::plus));
                }
              }
              return new Cluster(instances, List.copyOf(sums.values()));
            });
  }

  private Report read(String json) {
    try {
      return mapper.readValue(json, Report.class);
    } catch (JacksonException e) {
      // Another version's.
      return new Report(0, List.of());
    }
  }

  private Mono<Void> report() {
    return Mono.defer(
        () ->
            redis.saveHash(
                keys.statistics(),
                Map.of(instance, mapper.writeValueAsString(new Report(clock.millis(), own.all()))),
                ALIVE));
  }

  @Override
  public void start() {
    started = true;
    running.update(
        Mono.delay(EVERY)
            .then(report().onErrorComplete())
            .repeat(() -> started)
            .subscribe(
                nothing -> {}, error -> log.error("Statistics are not shared any more.", error)));
  }

  @Override
  public void stop() {
    started = false;
    running.dispose();
  }

  @Override
  public boolean isRunning() {
    return started;
  }
}
