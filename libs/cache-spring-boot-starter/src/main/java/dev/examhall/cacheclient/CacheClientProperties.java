package dev.examhall.cacheclient;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The cache as a service's caller sees it.
 *
 * @param enabled false runs every loader and keeps nothing
 * @param url where cache-service is
 * @param prefixes prefixes that annotations and keys may name; cache-service must know them too
 * @param connectTimeout for a connection to cache-service
 * @param responseTimeout for one answer of cache-service
 * @param maximumConnections to cache-service
 * @param leaseWait how long in all a miss waits for another process that loads the same key
 * @param hardTimeout longest time of a load that others wait for; then it fails for all of them
 * @param maximumValueSize larger values are not sent to cache-service
 * @param compressFrom values from this size on are sent compressed
 * @param near the near cache
 * @param circuitBreaker when cache-service is left alone
 * @param invalidations how invalidations are heard and repeated
 */
@Validated
@ConfigurationProperties("examhall.cache-client")
public record CacheClientProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("http://127.0.0.1:8082") URI url,
    @DefaultValue({"exam", "session", "student", "dashboard", "curriculum", "template", "query"})
        @NotEmpty
        Set<String> prefixes,
    @DefaultValue("250ms") Duration connectTimeout,
    @DefaultValue("500ms") Duration responseTimeout,
    @DefaultValue("64") @Min(1) int maximumConnections,
    @DefaultValue("1s") Duration leaseWait,
    @DefaultValue("30s") Duration hardTimeout,
    @DefaultValue("1MB") DataSize maximumValueSize,
    @DefaultValue("8KB") DataSize compressFrom,
    @DefaultValue Near near,
    @DefaultValue CircuitBreaker circuitBreaker,
    @DefaultValue Invalidations invalidations) {

  /** No value from this process is older, whatever is configured. */
  static final Duration LONGEST_NEAR = Duration.ofSeconds(10);

  /** Checks what the annotations cannot say. */
  public CacheClientProperties {
    positive("connect-timeout", connectTimeout);
    positive("response-timeout", responseTimeout);
    positive("hard-timeout", hardTimeout);
  }

  /**
   * The near cache.
   *
   * @param maximumSize values in it
   * @param timeToLive longest life of a value in it, at most 10 s
   */
  public record Near(
      @DefaultValue("10000") @Min(0) long maximumSize, @DefaultValue("10s") Duration timeToLive) {

    /** Holds the bound that keeps the past short. */
    public Near {
      if (timeToLive.isNegative() || timeToLive.compareTo(LONGEST_NEAR) > 0) {
        throw new IllegalArgumentException(
            "examhall.cache-client.near.time-to-live is 0 to 10 s, because an invalidation may not"
                + " arrive: "
                + timeToLive);
      }
    }
  }

  /**
   * When cache-service is left alone.
   *
   * @param failureRatePercent of the last calls that must have failed
   * @param calls how many calls are looked at
   * @param openFor how long it is left alone before a trial
   */
  public record CircuitBreaker(
      @DefaultValue("50") @Min(1) int failureRatePercent,
      @DefaultValue("10") @Min(1) int calls,
      @DefaultValue("2s") Duration openFor) {}

  /**
   * How invalidations are heard and repeated.
   *
   * @param listen whether to hear those of other processes through Kafka
   * @param pendingLimit invalidations that wait for cache-service; beyond it whole prefixes are
   *     invalidated instead
   * @param repeatAfter first pause before one is repeated; it doubles up to 5 s
   */
  public record Invalidations(
      @DefaultValue("true") boolean listen,
      @DefaultValue("1000") @Min(1) int pendingLimit,
      @DefaultValue("250ms") Duration repeatAfter) {}

  private static void positive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "examhall.cache-client." + name + " is longer than nothing");
    }
  }
}
