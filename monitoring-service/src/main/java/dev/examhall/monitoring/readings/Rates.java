package dev.examhall.monitoring.readings;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a service did in some seconds.
 *
 * @param requests a second
 * @param errorShare of the requests, 0 to 1; null without any
 * @param meanSeconds to answer; null without requests
 * @param cacheHitShare 0 to 1; null without reads
 * @param queries on the database a second
 * @param meanQuerySeconds null without queries
 * @param heapBytes in use
 */
public record Rates(
    Instant at,
    double requests,
    @Nullable Double errorShare,
    @Nullable Double meanSeconds,
    @Nullable Double cacheHitShare,
    double queries,
    @Nullable Double meanQuerySeconds,
    double heapBytes) {

  static Rates between(Counters earlier, Counters later, Duration time, Instant at) {
    Counters from = later.startedAfter(earlier) ? Counters.NONE : earlier;
    double seconds = Math.max(0.001, time.toMillis() / 1000.0);
    double requests = later.requests() - from.requests();
    double reads = later.cacheReads() - from.cacheReads();
    double queries = later.queries() - from.queries();
    return new Rates(
        at,
        requests / seconds,
        share(later.failed() - from.failed(), requests),
        share(later.seconds() - from.seconds(), requests),
        share(later.cacheHits() - from.cacheHits(), reads),
        queries / seconds,
        share(later.querySeconds() - from.querySeconds(), queries),
        later.heapBytes());
  }

  private static @Nullable Double share(double part, double whole) {
    return whole <= 0 ? null : Math.max(0, part / whole);
  }
}
