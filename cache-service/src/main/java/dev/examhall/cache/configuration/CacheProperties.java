package dev.examhall.cache.configuration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What is kept, and for how long.
 *
 * @param prefixes TTL of each prefix; a prefix that is not here is refused
 * @param longestTtl no value is kept longer, staleness included
 * @param maximumValueSize larger values are refused with 413
 * @param ttlJitter part of a TTL that chance takes away, so that values stored together do not end
 *     together; 0 to 0.5
 * @param earlyRefresh how eagerly values are loaded again before they end: β of XFetch (Vattani,
 *     Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, VLDB 2015); 0
 *     turns it off
 * @param lease how long one caller may load a key before another is let in
 * @param longestWait no request waits longer for another's load
 * @param changes what is invalidated because of events
 */
@Validated
@ConfigurationProperties("examhall.cache")
public record CacheProperties(
    @NotEmpty Map<String, Duration> prefixes,
    @DefaultValue("24h") Duration longestTtl,
    @DefaultValue("1MB") DataSize maximumValueSize,
    @DefaultValue("0.05") double ttlJitter,
    @DefaultValue("1.0") @Min(0) double earlyRefresh,
    @DefaultValue("10s") Duration lease,
    @DefaultValue("2s") Duration longestWait,
    @DefaultValue Changes changes) {

  /**
   * Patterns to invalidate when an event tells of a committed change; {@code {id}} is the exam's or
   * the session's.
   */
  public record Changes(
      @DefaultValue({"exam:{id}:*", "template:{id}:*", "dashboard:*"}) List<String> exam,
      @DefaultValue({"session:{id}:*", "dashboard:*"}) List<String> session) {}

  /** Checks what the annotations cannot say. */
  public CacheProperties {
    prefixes = Map.copyOf(prefixes);
    for (Map.Entry<String, Duration> prefix : prefixes.entrySet()) {
      if (!prefix.getKey().matches("[a-z][a-z0-9-]{0,31}")) {
        throw new IllegalArgumentException(
            "examhall.cache.prefixes: '" + prefix.getKey() + "' is no name of a prefix");
      }
      if (!prefix.getValue().isPositive() || prefix.getValue().compareTo(longestTtl) > 0) {
        throw new IllegalArgumentException(
            "examhall.cache.prefixes.%s is longer than nothing and at most %s: %s"
                .formatted(prefix.getKey(), longestTtl, prefix.getValue()));
      }
    }
    if (ttlJitter < 0 || ttlJitter > 0.5) {
      throw new IllegalArgumentException("examhall.cache.ttl-jitter is 0 to 0.5: " + ttlJitter);
    }
  }
}
