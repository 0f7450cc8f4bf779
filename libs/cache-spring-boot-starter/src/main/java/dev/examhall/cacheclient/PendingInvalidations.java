package dev.examhall.cacheclient;

import dev.examhall.cacheclient.Lookup.Invalidation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Invalidations from the moment they are asked for until cache-service has confirmed them. While
 * one is here, this process does not read what it covers from cache-service, which may still hold
 * the old value; and it is repeated until it is confirmed.
 */
final class PendingInvalidations {

  private static final Logger log = LoggerFactory.getLogger(PendingInvalidations.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int BATCH = 100;

  private final Map<Long, Item> items = new LinkedHashMap<>();
  private final AtomicBoolean repeating = new AtomicBoolean();
  private final Stamps stamps;
  private final Function<Invalidation, Mono<Void>> remote;
  private final Background background;
  private final int limit;
  private final Duration repeatAfter;
  private long nextId;
  private volatile int size;

  PendingInvalidations(
      Stamps stamps,
      Function<Invalidation, Mono<Void>> remote,
      Background background,
      int limit,
      Duration repeatAfter) {
    this.stamps = stamps;
    this.remote = remote;
    this.background = background;
    this.limit = limit;
    this.repeatAfter = repeatAfter;
  }

  private record Item(Invalidation invalidation, List<CachePattern> patterns) {
    boolean mayCover(CacheKey key) {
      return !invalidation.tags().isEmpty() || patterns.stream().anyMatch(p -> p.mayCover(key));
    }
  }

  /**
   * Invalidates here at once and in the cluster when cache-service confirms. Completes without an
   * error in any case; also when it is cancelled the invalidation goes on.
   */
  Mono<Void> invalidate(Invalidation invalidation) {
    return Mono.defer(
        () -> {
          long id = add(invalidation);
          return remote
              .apply(invalidation)
              .doOnSuccess(done -> confirmed(Set.of(id)))
              .doFinally(end -> repeatWhatIsLeft())
              .onErrorComplete(
                  error -> {
                    log.info(
                        "Invalidation waits for cache-service. patterns={} tags={} error={}",
                        invalidation.patterns(),
                        invalidation.tags(),
                        error.toString());
                    return true;
                  });
        });
  }

  /** Whether cache-service may still hold a value of the key that this process invalidated. */
  boolean mayCover(CacheKey key) {
    if (size == 0) {
      return false;
    }
    synchronized (items) {
      return items.values().stream().anyMatch(item -> item.mayCover(key));
    }
  }

  int size() {
    return size;
  }

  private long add(Invalidation invalidation) {
    List<CachePattern> patterns =
        invalidation.patterns().stream().map(CachePattern::parse).toList();
    Item item = new Item(invalidation, patterns);
    long id;
    synchronized (items) {
      if (items.size() >= limit) {
        coarsen();
      }
      id = nextId++;
      items.put(id, item);
      size = items.size();
    }
    // After it is pending: a load that begins now reads nothing old from cache-service.
    dropNear(item);
    return id;
  }

  /** Bounds memory in a long outage: what waits is replaced by its whole prefixes. */
  private void coarsen() {
    Set<String> patterns = new LinkedHashSet<>();
    Set<String> tags = new LinkedHashSet<>();
    for (Item item : items.values()) {
      tags.addAll(item.invalidation.tags());
      for (CachePattern pattern : item.patterns) {
        patterns.add(
            switch (pattern) {
              case CachePattern.Everything everything -> "*";
              case CachePattern.WholePrefix whole -> whole.prefix() + ":*";
              case CachePattern.WholeEntity whole -> whole.prefix() + ":*";
              case CachePattern.SingleKey single -> single.prefix() + ":*";
              case CachePattern.Glob glob -> glob.prefix() + ":*";
            });
      }
    }
    if (tags.size() > limit) {
      patterns.clear();
      patterns.add("*");
      tags.clear();
    }
    items.clear();
    Invalidation coarse = new Invalidation(List.copyOf(patterns), List.copyOf(tags));
    items.put(
        nextId++, new Item(coarse, coarse.patterns().stream().map(CachePattern::parse).toList()));
  }

  private void confirmed(Set<Long> ids) {
    List<Item> done = new ArrayList<>();
    synchronized (items) {
      for (Long id : ids) {
        Item item = items.get(id);
        if (item != null) {
          done.add(item);
        }
      }
    }
    // Before it stops being pending: values read from cache-service in between are old.
    done.forEach(this::dropNear);
    synchronized (items) {
      items.keySet().removeAll(ids);
      size = items.size();
    }
  }

  private void dropNear(Item item) {
    if (!item.invalidation.tags().isEmpty()) {
      stamps.invalidateEverything();
    }
    stamps.invalidate(item.patterns);
  }

  private void repeatWhatIsLeft() {
    if (size > 0 && repeating.compareAndSet(false, true)) {
      background.start(
          "Repeating invalidations",
          Mono.delay(repeatAfter)
              .then(Mono.defer(this::repeatBatch))
              .retryWhen(Retry.backoff(Long.MAX_VALUE, repeatAfter).maxBackoff(LONGEST_PAUSE))
              .repeat(() -> size > 0)
              .then()
              .doFinally(end -> repeating.set(false)));
    }
  }

  private Mono<Void> repeatBatch() {
    Set<Long> ids = new LinkedHashSet<>();
    Set<String> patterns = new LinkedHashSet<>();
    Set<String> tags = new LinkedHashSet<>();
    synchronized (items) {
      for (Map.Entry<Long, Item> entry : items.entrySet()) {
        ids.add(entry.getKey());
        patterns.addAll(entry.getValue().invalidation.patterns());
        tags.addAll(entry.getValue().invalidation.tags());
        if (ids.size() == BATCH) {
          break;
        }
      }
    }
    if (ids.isEmpty()) {
      return Mono.empty();
    }
    return remote
        .apply(new Invalidation(List.copyOf(patterns), List.copyOf(tags)))
        .doOnSuccess(done -> confirmed(ids));
  }
}
