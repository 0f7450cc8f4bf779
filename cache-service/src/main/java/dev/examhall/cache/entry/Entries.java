package dev.examhall.cache.entry;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.statistics.CacheStatistics;
import dev.examhall.cache.statistics.PrefixCounters;
import dev.examhall.cache.statistics.PrefixCounters.Event;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reading and filling, with leases and early refresh. */
final class Entries {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(40);

  private final EntryRepository repository;
  private final CacheProperties properties;
  private final CacheStatistics statistics;
  private final Clock clock;
  private final DoubleSupplier chance;
  private final Supplier<String> leaseNames;

  /**
   * Reading and filling.
   *
   * @param chance uniform in [0, 1)
   * @param leaseNames random, never the same twice
   */
  Entries(
      EntryRepository repository,
      CacheProperties properties,
      CacheStatistics statistics,
      Clock clock,
      DoubleSupplier chance,
      Supplier<String> leaseNames) {
    this.repository = repository;
    this.properties = properties;
    this.statistics = statistics;
    this.clock = clock;
    this.chance = chance;
    this.leaseNames = leaseNames;
  }

  /** What a reader gets. */
  sealed interface Answer {

    /**
     * A value.
     *
     * @param refresh present when the reader should load a new value, and fill with this token
     */
    record Hit(StoredValue value, Duration freshFor, @Nullable FillToken refresh)
        implements Answer {}

    /** None; the token is absent when the reader does not want to load. */
    record Miss(@Nullable FillToken token) implements Answer {}
  }

  /** What a writer gives. */
  @SuppressWarnings("ArrayRecordComponent")
  record Filling(
      @Nullable Duration ttl,
      Duration staleFor,
      List<String> tags,
      Duration loadTime,
      String contentType,
      @Nullable String contentEncoding,
      byte[] body) {}

  /**
   * How a reader asks.
   *
   * @param lease whether he will load on a miss
   * @param longestWait how long to wait while another loads the key
   */
  record Wish(boolean lease, Duration longestWait) {}

  /** Reads. */
  Mono<Answer> read(EntryKey key, Wish wish) {
    return read(key, wish, repository.find(key));
  }

  /**
   * As {@link #read}, with less on the way of a plain hit.
   *
   * @param then is given the answer, or what still has to be done for one; must not wait
   */
  void read(EntryKey key, Wish wish, Then then) {
    repository.look(
        key,
        (value, error) -> {
          PrefixCounters counters = statistics.of(key.prefix());
          if (error != null) {
            then.goOn(Mono.error(error));
          } else if (value == null) {
            then.goOn(read(key, wish, Mono.empty()));
          } else if (!value.tags().isEmpty()) {
            then.goOn(read(key, wish, repository.withCurrentTags(value)));
          } else if (wish.lease && shouldRefresh(value)) {
            then.goOn(refresh(key, counters, value));
          } else {
            then.answer(hit(counters, value, null, Event.HIT));
          }
        });
  }

  /** Takes an answer. */
  interface Then {
    void answer(Answer answer);

    /** It needs more steps. */
    void goOn(Mono<Answer> rest);
  }

  private Mono<Answer> read(EntryKey key, Wish wish, Mono<StoredValue> found) {
    PrefixCounters counters = statistics.of(key.prefix());
    if (!wish.lease) {
      return found
          .<Answer>map(value -> hit(counters, value, null, Event.HIT))
          .switchIfEmpty(
              Mono.fromSupplier(
                  () -> {
                    counters.count(Event.MISS);
                    return new Answer.Miss(null);
                  }));
    }
    return found
        .flatMap(
            value ->
                shouldRefresh(value)
                    ? refresh(key, counters, value)
                    : Mono.just(hit(counters, value, null, Event.HIT)))
        .switchIfEmpty(
            Mono.defer(
                () ->
                    open(
                        key,
                        counters,
                        clock.millis() + wish.longestWait.toMillis(),
                        FIRST_PAUSE,
                        false)));
  }

  /** Reads several for somebody who will not load them; in the order of the keys. */
  Mono<List<Answer>> peekAll(List<EntryKey> keys) {
    return repository
        .findAll(keys)
        .map(
            found -> {
              Answer[] answers = new Answer[keys.size()];
              for (int i = 0; i < answers.length; i++) {
                PrefixCounters counters = statistics.of(keys.get(i).prefix());
                Optional<StoredValue> value = found.get(i);
                if (value.isPresent()) {
                  answers[i] = hit(counters, value.get(), null, Event.HIT);
                } else {
                  counters.count(Event.MISS);
                  answers[i] = new Answer.Miss(null);
                }
              }
              return List.of(answers);
            });
  }

  private Mono<Answer> open(
      EntryKey key, PrefixCounters counters, long until, Duration pause, boolean waited) {
    return repository
        .open(key, leaseNames.get(), properties.lease(), false)
        .flatMap(
            opened ->
                switch (opened) {
                  case Opened.Filled filled ->
                      Mono.just(
                          hit(
                              counters,
                              filled.value(),
                              null,
                              waited ? Event.COALESCED : Event.HIT));
                  case Opened.Token token -> {
                    if (token.token().hasLease() || clock.millis() >= until) {
                      counters.count(Event.MISS);
                      yield Mono.just(new Answer.Miss(token.token()));
                    }
                    Duration next = pause.multipliedBy(2);
                    yield Mono.delay(pause)
                        .then(
                            open(
                                key,
                                counters,
                                until,
                                next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE,
                                true));
                  }
                });
  }

  /** XFetch, and always once the value is stale. */
  private boolean shouldRefresh(StoredValue value) {
    double left = value.freshFor(clock.millis()).toMillis();
    if (left <= 0) {
      return true;
    }
    double loadMillis = value.loadMicros() / 1000.0;
    return -loadMillis * properties.earlyRefresh() * Math.log(1 - chance.getAsDouble()) >= left;
  }

  private Mono<Answer> refresh(EntryKey key, PrefixCounters counters, StoredValue value) {
    return repository
        .open(key, leaseNames.get(), properties.lease(), true)
        .map(
            opened -> {
              if (opened instanceof Opened.Token token && token.token().hasLease()) {
                counters.count(Event.REFRESH);
                return hit(counters, value, token.token(), Event.HIT);
              }
              return hit(counters, value, null, Event.HIT);
            });
  }

  /** Stores a loaded value; false when an invalidation came in between. */
  Mono<Boolean> fill(EntryKey key, FillToken token, Filling filling) {
    PrefixCounters counters = statistics.of(key.prefix());
    Duration ttl = ttl(key, filling);
    return repository
        .fill(key, token, encode(filling, ttl), filling.tags(), ttl.plus(filling.staleFor()))
        .doOnNext(
            stored -> {
              counters.loaded(filling.loadTime());
              counters.count(stored ? Event.FILL : Event.FILL_REFUSED);
              if (stored) {
                counters.written(filling.body().length);
              }
            });
  }

  /** Stores a value whatever is there; gives the epoch. */
  Mono<Long> put(EntryKey key, Filling filling) {
    PrefixCounters counters = statistics.of(key.prefix());
    Duration ttl = ttl(key, filling);
    return repository
        .put(key, encode(filling, ttl), ttl.plus(filling.staleFor()))
        .doOnNext(
            epoch -> {
              counters.count(Event.PUT);
              counters.written(filling.body().length);
            });
  }

  Mono<Void> release(EntryKey key, FillToken token) {
    return repository.release(key, token);
  }

  private Answer hit(
      PrefixCounters counters, StoredValue value, @Nullable FillToken refresh, Event fresh) {
    Duration freshFor = value.freshFor(clock.millis());
    counters.count(freshFor.isNegative() ? Event.STALE : fresh);
    counters.read(value.bodyLength());
    return new Answer.Hit(value, freshFor, refresh);
  }

  private byte[] encode(Filling filling, Duration ttl) {
    return StoredValue.encode(
        clock.millis(),
        ttl.toMillis(),
        filling.loadTime().toNanos() / 1000,
        filling.tags(),
        filling.contentType(),
        filling.contentEncoding(),
        filling.body());
  }

  private Duration ttl(EntryKey key, Filling filling) {
    Duration ttl = filling.ttl();
    if (ttl == null) {
      ttl = java.util.Objects.requireNonNull(properties.prefixes().get(key.prefix()));
    }
    double kept = 1 - properties.ttlJitter() * chance.getAsDouble();
    return Duration.ofMillis(Math.max(1, (long) (ttl.toMillis() * kept)));
  }
}
