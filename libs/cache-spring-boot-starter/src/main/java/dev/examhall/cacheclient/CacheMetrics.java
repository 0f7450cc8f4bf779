package dev.examhall.cacheclient;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Names and counters of the cache's metrics in a caller. */
final class CacheMetrics {

  /** Where a read ended. */
  enum Outcome {
    /** A hit in this process. */
    NEAR,
    /** A hit in cache-service. */
    REMOTE,
    /** A hit in cache-service past its TTL. */
    STALE,
    /** Joined a load of another caller in this process. */
    COALESCED,
    /** The loader ran. */
    MISS,
    /** The loader ran because cache-service was gone. */
    UNAVAILABLE,
    /** The loader ran, and nothing was kept, because a transaction that may write is open. */
    BYPASSED
  }

  private final MeterRegistry registry;
  private final ConcurrentHashMap<String, Counter[]> reads = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Timer> loads = new ConcurrentHashMap<>();
  private final Counter dropped;
  private final Counter refusedFills;
  private final Counter invalidationsHeard;

  CacheMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.dropped = registry.counter("examhall.cache-client.background.dropped");
    this.refusedFills = registry.counter("examhall.cache-client.fills.refused");
    this.invalidationsHeard = registry.counter("examhall.cache-client.invalidations.heard");
  }

  void read(String prefix, Outcome outcome) {
    reads
        .computeIfAbsent(
            prefix,
            p -> {
              Outcome[] outcomes = Outcome.values();
              Counter[] counters = new Counter[outcomes.length];
              for (Outcome o : outcomes) {
                counters[o.ordinal()] =
                    registry.counter(
                        "examhall.cache-client.reads",
                        Tags.of(
                            "prefix", p, "outcome", o.name().toLowerCase(java.util.Locale.ROOT)));
              }
              return counters;
            })[outcome.ordinal()]
        .increment();
  }

  void loaded(String prefix, Duration time) {
    loads
        .computeIfAbsent(
            prefix, p -> registry.timer("examhall.cache-client.loads", Tags.of("prefix", p)))
        .record(time);
  }

  /** A near copy went because there was no room. */
  void nearEvicted(String prefix) {
    registry.counter("examhall.cache-client.near.evictions", Tags.of("prefix", prefix)).increment();
  }

  void backgroundDropped() {
    dropped.increment();
  }

  void fillRefused() {
    refusedFills.increment();
  }

  void invalidationHeard() {
    invalidationsHeard.increment();
  }

  void watch(Supplier<Number> nearSize, Supplier<Number> pending) {
    io.micrometer.core.instrument.Gauge.builder("examhall.cache-client.near.values", nearSize)
        .register(registry);
    io.micrometer.core.instrument.Gauge.builder(
            "examhall.cache-client.invalidations.pending", pending)
        .register(registry);
  }
}
