package dev.examhall.cache.statistics;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import dev.examhall.cache.redis.OnEviction;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counters by prefix; only configured prefixes have some, so that tags stay few. */
@Component
public final class CacheStatistics implements OnEviction {

  private final Map<String, PrefixCounters> prefixes = new LinkedHashMap<>();

  CacheStatistics(CacheProperties properties, MeterRegistry registry) {
    properties.prefixes().keySet().stream()
        .sorted()
        .forEach(prefix -> prefixes.put(prefix, new PrefixCounters(registry, prefix)));
  }

  /**
   * A prefix's counters.
   *
   * @throws RequestRefusedException for a prefix that is not configured
   */
  public PrefixCounters of(String prefix) {
    PrefixCounters counters = prefixes.get(prefix);
    if (counters == null) {
      throw unknown(prefix);
    }
    return counters;
  }

  @Override
  public void evicted(String prefix) {
    PrefixCounters counters = prefixes.get(prefix);
    if (counters != null) {
      counters.count(PrefixCounters.Event.EVICTION);
    }
  }

  /**
   * Refuses a prefix that is not configured.
   *
   * @throws RequestRefusedException for such a one
   */
  public void checkPrefix(String prefix) {
    if (!prefixes.containsKey(prefix)) {
      throw unknown(prefix);
    }
  }

  List<PrefixStatistics> all() {
    return prefixes.entrySet().stream()
        .map(entry -> entry.getValue().statistics(entry.getKey()))
        .toList();
  }

  private RequestRefusedException unknown(String prefix) {
    return new RequestRefusedException(
        new Refusal.UnknownPrefix(prefix, prefixes.keySet().stream().toList()));
  }
}
