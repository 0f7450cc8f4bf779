package dev.examhall.cacheclient;

import dev.examhall.cacheclient.CacheMetrics.Outcome;
import dev.examhall.cacheclient.Flights.Boarding;
import dev.examhall.cacheclient.Lookup.Filled;
import dev.examhall.cacheclient.Lookup.Hit;
import dev.examhall.cacheclient.Lookup.Invalidation;
import dev.examhall.cacheclient.Lookup.Miss;
import dev.examhall.cacheclient.Lookup.Payload;
import dev.examhall.cacheclient.Lookup.Unavailable;
import dev.examhall.cacheclient.NearCache.Found;
import dev.examhall.cacheclient.NearCache.Reading;
import dev.examhall.cacheclient.ValueCodec.NotCacheable;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The near cache over cache-service, and the loader behind both. */
final class TwoLevelCache implements ExamhallCache {

  private static final Logger log = LoggerFactory.getLogger(TwoLevelCache.class);
  private static final Duration ONE_WAIT = Duration.ofMillis(200);

  private final boolean enabled;
  private final Set<String> prefixes;
  private final NearCache near;
  private final Stamps stamps;
  private final Flights flights;
  private final PendingInvalidations pending;
  private final CacheServiceClient remote;
  private final ValueCodec codec;
  private final Background background;
  private final CacheMetrics metrics;
  private final CacheSpans spans;
  private final Duration leaseWait;
  private final Duration hardTimeout;

  TwoLevelCache(
      CacheClientProperties properties,
      NearCache near,
      Stamps stamps,
      PendingInvalidations pending,
      CacheServiceClient remote,
      ValueCodec codec,
      Background background,
      CacheMetrics metrics,
      CacheSpans spans) {
    this.enabled = properties.enabled();
    this.prefixes = properties.prefixes();
    this.leaseWait = properties.leaseWait();
    this.hardTimeout = properties.hardTimeout();
    this.near = near;
    this.stamps = stamps;
    this.flights = new Flights(near);
    this.pending = pending;
    this.remote = remote;
    this.codec = codec;
    this.background = background;
    this.metrics = metrics;
    this.spans = spans;
  }

  @Override
  public <T> Mono<T> get(CacheKey key, ParameterizedTypeReference<T> type) {
    checkPrefix(key.prefix());
    if (!enabled) {
      return Mono.empty();
    }
    return find(key, type.getType()).flatMap(found -> value(found));
  }

  @Override
  public <T> Mono<Map<CacheKey, T>> getAll(
      Collection<CacheKey> keys, ParameterizedTypeReference<T> type) {
    keys.forEach(key -> checkPrefix(key.prefix()));
    if (!enabled) {
      return Mono.just(Map.of());
    }
    return Mono.defer(
        () -> {
          Map<CacheKey, Found> found = new LinkedHashMap<>();
          Map<CacheKey, Reading> missing = new LinkedHashMap<>();
          for (CacheKey key : new LinkedHashSet<>(keys)) {
            Found here = near.find(key, type.getType());
            if (here != null) {
              metrics.read(key.prefix(), Outcome.NEAR);
              found.put(key, here);
            } else if (!pending.mayCover(key)) {
              missing.put(key, near.begin(key));
            }
          }
          return Flux.fromIterable(List.copyOf(missing.keySet()))
              .buffer(CacheServiceClient.MOST_IN_A_BATCH)
              .concatMap(
                  batch ->
                      spans
                          .getAll(batch.getFirst().prefix(), remote.peekAll(batch))
                          .doOnNext(
                              lookups -> {
                                for (int i = 0; i < batch.size(); i++) {
                                  CacheKey key = batch.get(i);
                                  Reading reading = Objects.requireNonNull(missing.get(key));
                                  if (lookups.get(i) instanceof Hit hit) {
                                    Found there = decode(key, type.getType(), hit, reading);
                                    if (there != null) {
                                      found.put(key, there);
                                    }
                                  }
                                }
                              }))
              .then(Mono.fromSupplier(() -> TwoLevelCache.<T>values(found)));
        });
  }

  @SuppressWarnings("unchecked") // as in value(Found)
  private static <T> Map<CacheKey, T> values(Map<CacheKey, Found> found) {
    Map<CacheKey, T> values = new LinkedHashMap<>();
    found.forEach(
        (key, one) -> {
          if (one.value() != null) {
            values.put(key, (T) one.value());
          }
        });
    return values;
  }

  @Override
  public Mono<Void> put(CacheKey key, Object value, CacheOptions options) {
    checkPrefix(key.prefix());
    if (!enabled) {
      return Mono.empty();
    }
    CachePattern one = new CachePattern.SingleKey(key.prefix(), key.entity(), key.rest());
    return Mono.defer(
        () -> {
          Payload payload;
          try {
            payload = codec.encode(value.getClass(), value);
          } catch (NotCacheable e) {
            return Mono.error(new IllegalArgumentException(e.getMessage(), e));
          }
          stamps.invalidate(one);
          return remote
              .put(key, payload, options, null, Duration.ZERO)
              .flatMap(
                  filled -> {
                    stamps.invalidate(one);
                    // The old value must not come back when cache-service does.
                    return filled == Filled.STORED ? Mono.empty() : invalidate(key.toString());
                  });
        });
  }

  @Override
  public <T> Mono<T> getOrLoad(
      CacheKey key, ParameterizedTypeReference<T> type, CacheOptions options, Mono<T> loader) {
    return getOrLoad(key, type.getType(), options, loader);
  }

  <T> Mono<T> getOrLoad(CacheKey key, Type type, CacheOptions options, Mono<T> loader) {
    checkPrefix(key.prefix());
    if (!enabled) {
      return loader;
    }
    return Mono.deferContextual(
        context -> {
          if (OpenTransaction.mayWrite(context)) {
            metrics.read(key.prefix(), Outcome.BYPASSED);
            return loader;
          }
          Found found = near.find(key, type);
          if (found != null) {
            metrics.read(key.prefix(), Outcome.NEAR);
            return value(found);
          }
          Boarding boarding = flights.board(key, type);
          CompletableFuture<Found> result = boarding.flight().result();
          if (boarding.mine()) {
            // Not cancelled with its first caller: others wait for it.
            fetch(key, type, options, loader)
                .contextWrite(context)
                .subscribe(result::complete, result::completeExceptionally);
          } else {
            metrics.read(key.prefix(), Outcome.COALESCED);
          }
          return Mono.fromFuture(result, true).flatMap(f -> value(f));
        });
  }

  /**
   * For methods that return plain values: waits for cache-service where the thread may wait, and
   * runs the loader on the caller's thread.
   */
  @Nullable Object getOrLoadBlocking(
      CacheKey key, Type type, CacheOptions options, Callable<@Nullable Object> loader)
      throws Exception {
    if (!enabled) {
      return loader.call();
    }
    if (OpenTransaction.mayWriteOnThisThread()) {
      metrics.read(key.prefix(), Outcome.BYPASSED);
      return loader.call();
    }
    Found found = near.find(key, type);
    if (found != null) {
      metrics.read(key.prefix(), Outcome.NEAR);
      return found.value();
    }
    if (Schedulers.isInNonBlockingThread()) {
      metrics.read(key.prefix(), Outcome.MISS);
      Reading reading = near.begin(key);
      Object value = loader.call();
      keepNear(key, type, value, reading, options);
      return value;
    }
    Boarding boarding = flights.board(key, type);
    CompletableFuture<Found> result = boarding.flight().result();
    if (!boarding.mine()) {
      metrics.read(key.prefix(), Outcome.COALESCED);
      return await(result, hardTimeout).value();
    }
    try {
      Found fetched = fetchBlocking(key, type, options, loader);
      result.complete(fetched);
      return fetched.value();
    } catch (Throwable e) {
      result.completeExceptionally(e);
      throw e;
    }
  }

  private Found fetchBlocking(
      CacheKey key, Type type, CacheOptions options, Callable<@Nullable Object> loader)
      throws Exception {
    Lookup lookup = await(lookup(key).toFuture(), hardTimeout);
    if (lookup instanceof Hit hit) {
      Found found = decode(key, type, hit, near.begin(key));
      // A refresh would need the caller's thread later: the next caller after the TTL loads.
      if (found != null && hit.refreshToken() == null) {
        return found;
      }
    }
    String token = tokenOf(lookup);
    Reading reading = near.begin(key);
    long began = System.nanoTime();
    Object value;
    try {
      value = loader.call();
    } catch (Exception e) {
      release(key, token);
      throw e;
    }
    loaded(key, type, value, options, reading, token, Duration.ofNanos(System.nanoTime() - began));
    metrics.read(key.prefix(), lookup instanceof Unavailable ? Outcome.UNAVAILABLE : Outcome.MISS);
    return new Found(value);
  }

  @Override
  public Mono<Void> invalidate(String... patterns) {
    for (String pattern : patterns) {
      int colon = pattern.indexOf(':');
      if (colon > 0) {
        checkPrefix(pattern.substring(0, colon));
      }
    }
    return invalidate(List.of(patterns), List.of());
  }

  @Override
  public Mono<Void> invalidateTags(String... tags) {
    return invalidate(List.of(), List.of(tags));
  }

  Mono<Void> invalidate(List<String> patterns, List<String> tags) {
    return enabled ? pending.invalidate(new Invalidation(patterns, tags)) : Mono.empty();
  }

  void checkPrefix(String prefix) {
    if (!prefixes.contains(prefix)) {
      throw new IllegalArgumentException(
          "cache prefix '%s' is not configured; there are %s (examhall.cache-client.prefixes)"
              .formatted(prefix, prefixes.stream().sorted().toList()));
    }
  }

  private Mono<Found> find(CacheKey key, Type type) {
    return Mono.defer(
        () -> {
          Found found = near.find(key, type);
          if (found != null) {
            metrics.read(key.prefix(), Outcome.NEAR);
            return Mono.just(found);
          }
          if (pending.mayCover(key)) {
            return Mono.empty();
          }
          Reading reading = near.begin(key);
          return spans
              .get(key.prefix(), remote.peek(key))
              .flatMap(
                  lookup ->
                      lookup instanceof Hit hit
                          ? Mono.justOrEmpty(decode(key, type, hit, reading))
                          : Mono.empty());
        });
  }

  private <T> Mono<Found> fetch(CacheKey key, Type type, CacheOptions options, Mono<T> loader) {
    return Mono.defer(
        () -> {
          Reading reading = near.begin(key);
          return lookup(key)
              .flatMap(
                  lookup ->
                      switch (lookup) {
                        case Hit hit -> {
                          Found found = decode(key, type, hit, reading);
                          if (found == null) {
                            yield load(key, type, options, loader, hit.refreshToken());
                          }
                          if (hit.refreshToken() != null) {
                            background.run(
                                "Refreshing " + key,
                                load(key, type, options, loader, hit.refreshToken()));
                          }
                          yield Mono.just(found);
                        }
                        case Miss miss -> {
                          metrics.read(key.prefix(), Outcome.MISS);
                          yield load(key, type, options, loader, miss.fillToken());
                        }
                        case Unavailable gone -> {
                          metrics.read(key.prefix(), Outcome.UNAVAILABLE);
                          yield load(key, type, options, loader, null);
                        }
                      });
        });
  }

  private Mono<Lookup> lookup(CacheKey key) {
    return spans.get(
        key.prefix(), Mono.defer(() -> lookup(key, System.nanoTime() + leaseWait.toNanos())));
  }

  private Mono<Lookup> lookup(CacheKey key, long waitUntil) {
    if (pending.mayCover(key)) {
      return Mono.just(new Unavailable());
    }
    return remote
        .getOrLease(key, ONE_WAIT)
        .flatMap(
            lookup ->
                lookup instanceof Miss miss
                        && miss.loadingElsewhere()
                        && System.nanoTime() - waitUntil < 0
                    ? lookup(key, waitUntil)
                    : Mono.just(lookup));
  }

  private @Nullable Found decode(CacheKey key, Type type, Hit hit, Reading reading) {
    try {
      Object value = codec.decode(type, hit.payload());
      boolean stale = hit.freshFor().isNegative();
      metrics.read(key.prefix(), stale ? Outcome.STALE : Outcome.REMOTE);
      if (!stale) {
        near.put(key, type, value, reading, hit.freshFor());
      }
      return new Found(value);
    } catch (NotCacheable e) {
      log.warn("A cached value is not usable. key={} reason={}", key, e.getMessage());
      return null;
    }
  }

  private <T> Mono<Found> load(
      CacheKey key, Type type, CacheOptions options, Mono<T> loader, @Nullable String token) {
    return Mono.defer(
        () -> {
          Reading reading = near.begin(key);
          long began = System.nanoTime();
          return loader
              .timeout(hardTimeout)
              .map(value -> new Found(value))
              .defaultIfEmpty(new Found(null))
              .doOnNext(
                  found ->
                      loaded(
                          key,
                          type,
                          found.value(),
                          options,
                          reading,
                          token,
                          Duration.ofNanos(System.nanoTime() - began)))
              .doOnError(error -> release(key, token));
        });
  }

  private void loaded(
      CacheKey key,
      Type type,
      @Nullable Object value,
      CacheOptions options,
      Reading reading,
      @Nullable String token,
      Duration loadTime) {
    metrics.loaded(key.prefix(), loadTime);
    keepNear(key, type, value, reading, options);
    if (token != null) {
      background.run("Filling " + key, fill(key, type, value, options, token, loadTime));
    }
  }

  private void keepNear(
      CacheKey key, Type type, @Nullable Object value, Reading reading, CacheOptions options) {
    Duration ttl = Objects.requireNonNullElse(options.ttl(), Duration.ofDays(1));
    near.put(key, type, value, reading, ttl);
  }

  private Mono<Void> fill(
      CacheKey key,
      Type type,
      @Nullable Object value,
      CacheOptions options,
      String token,
      Duration loadTime) {
    return Mono.defer(
        () -> {
          try {
            Payload payload = codec.encode(type, value);
            return remote
                .put(key, payload, options, token, loadTime)
                .doOnNext(
                    filled -> {
                      if (filled == Filled.INVALIDATED_MEANWHILE) {
                        metrics.fillRefused();
                        near.remove(key);
                      }
                    })
                .then();
          } catch (NotCacheable e) {
            log.warn("A value is not kept. key={} reason={}", key, e.getMessage());
            return remote.release(key, token);
          }
        });
  }

  private void release(CacheKey key, @Nullable String token) {
    if (token != null) {
      background.run("Giving back a lease", remote.release(key, token));
    }
  }

  private static @Nullable String tokenOf(Lookup lookup) {
    return switch (lookup) {
      case Hit hit -> hit.refreshToken();
      case Miss miss -> miss.fillToken();
      case Unavailable gone -> null;
    };
  }

  @SuppressWarnings("unchecked") // the near cache compares the type, the codec reads into it
  private static <T> Mono<T> value(Found found) {
    return (Mono<T>) Mono.justOrEmpty(Optional.ofNullable(found.value()));
  }

  private static <T> T await(CompletableFuture<T> future, Duration longest) throws Exception {
    try {
      return future.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (TimeoutException e) {
      throw new TimeoutException("the load took longer than " + longest);
    }
  }
}
