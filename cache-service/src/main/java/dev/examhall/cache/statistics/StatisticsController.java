package dev.examhall.cache.statistics;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Statistics and configured prefixes. */
@RestController
final class StatisticsController {

  private final CacheStatistics statistics;
  private final CacheProperties properties;
  private final RedisLink redis;
  private final ClusterStatistics cluster;

  StatisticsController(
      CacheStatistics statistics,
      CacheProperties properties,
      RedisLink redis,
      ClusterStatistics cluster) {
    this.cluster = cluster;
    this.statistics = statistics;
    this.properties = properties;
    this.redis = redis;
  }

  record Statistics(
      boolean connected,
      long epoch,
      @Nullable Store store,
      List<PrefixStatistics> prefixes,
      ClusterStatistics.@Nullable Cluster cluster) {}

  /** What Redis says of itself. */
  record Store(long usedBytes, long maximumBytes, long evictedKeys, long expiredKeys) {}

  record Prefixes(List<Prefix> prefixes) {}

  record Prefix(String name, Duration ttl) {}

  @GetMapping("/api/v1/cache/stats")
  Mono<Statistics> statistics() {
    return redis
        .description()
        .zipWith(cluster.sum())
        .map(both -> statistics(store(both.getT1()), both.getT2()))
        .onErrorResume(gone -> Mono.fromSupplier(() -> statistics(null, null)));
  }

  @GetMapping("/api/v1/cache/prefixes")
  Prefixes prefixes() {
    return new Prefixes(
        properties.prefixes().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(prefix -> new Prefix(prefix.getKey(), prefix.getValue()))
            .toList());
  }

  private Statistics statistics(@Nullable Store store, ClusterStatistics.@Nullable Cluster all) {
    return new Statistics(redis.isConnected(), redis.lastEpoch(), store, statistics.all(), all);
  }

  private static Store store(String info) {
    Map<String, String> values =
        info.lines()
            .filter(line -> line.indexOf(':') > 0)
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf(':')),
                    line -> line.substring(line.indexOf(':') + 1).strip(),
                    (first, second) -> first));
    return new Store(
        number(values, "used_memory"),
        number(values, "maxmemory"),
        number(values, "evicted_keys"),
        number(values, "expired_keys"));
  }

  private static long number(Map<String, String> values, String name) {
    String value = values.getOrDefault(name, "0");
    return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
  }
}
