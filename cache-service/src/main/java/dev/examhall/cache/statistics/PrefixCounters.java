package dev.examhall.cache.statistics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counters of one prefix in this instance. */
public final class PrefixCounters {

  /** What is counted. */
  public enum Event {
    HIT,
    /** A value past its TTL was given. */
    STALE,
    MISS,
    /** A miss that waited, and got the value another caller loaded. */
    COALESCED,
    /** A caller was asked to load a value that is still fresh, or stale. */
    REFRESH,
    FILL,
    /** An invalidation came between the lookup and the fill. */
    FILL_REFUSED,
    PUT,
    DELETE,
    INVALIDATION,
    /** Redis dropped a value for want of memory; every instance counts each of them. */
    EVICTION
  }

  private final Map<Event, Counter> counters = new EnumMap<>(Event.class);
  private final DistributionSummary read;
  private final DistributionSummary written;
  private final Timer loads;

  PrefixCounters(MeterRegistry registry, String prefix) {
    for (Event event : Event.values()) {
      String name = event.name().toLowerCase(Locale.ROOT).replace('_', '-');
      counters.put(
          event,
          Counter.builder("examhall.cache.operations")
              .tags(Tags.of("prefix", prefix, "outcome", name))
              .register(registry));
    }
    read =
        DistributionSummary.builder("examhall.cache.bytes.read")
            .baseUnit("bytes")
            .tag("prefix", prefix)
            .register(registry);
    written =
        DistributionSummary.builder("examhall.cache.bytes.written")
            .baseUnit("bytes")
            .tag("prefix", prefix)
            .register(registry);
    loads = Timer.builder("examhall.cache.loads").tag("prefix", prefix).register(registry);
  }

  /** Counts one. */
  public void count(Event event) {
    counter(event).increment();
  }

  /** Counts bytes that were given out. */
  public void read(int bytes) {
    read.record(bytes);
  }

  /** Counts bytes that were taken in. */
  public void written(int bytes) {
    written.record(bytes);
  }

  /** Records how long a caller's load took. */
  public void loaded(Duration time) {
    if (!time.isZero()) {
      loads.record(time);
    }
  }

  /** What was counted since the start of this instance. */
  PrefixStatistics statistics(String prefix) {
    long hits = value(Event.HIT);
    long stale = value(Event.STALE);
    long coalesced = value(Event.COALESCED);
    long misses = value(Event.MISS);
    long answered = hits + stale + coalesced;
    long asked = answered + misses;
    return new PrefixStatistics(
        prefix,
        hits,
        stale,
        coalesced,
        misses,
        asked == 0 ? 0 : (double) answered / asked,
        value(Event.REFRESH),
        value(Event.FILL),
        value(Event.FILL_REFUSED),
        value(Event.PUT),
        value(Event.DELETE),
        value(Event.INVALIDATION),
        value(Event.EVICTION),
        (long) read.totalAmount(),
        (long) written.totalAmount(),
        loads.count(),
        loads.mean(TimeUnit.MILLISECONDS));
  }

  private long value(Event event) {
    return (long) counter(event).count();
  }

  private Counter counter(Event event) {
    return java.util.Objects.requireNonNull(counters.get(event));
  }
}
