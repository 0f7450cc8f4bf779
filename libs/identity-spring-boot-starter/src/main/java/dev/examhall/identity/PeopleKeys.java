package dev.examhall.identity;

import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The public keys of people's tokens. Asked for again when they are old or a key is unknown, but
 * not more often than the minimum interval, by one caller at a time; the last known keys go on
 * being used while the gateway can't be reached.
 */
final class PeopleKeys {

  private static final Logger log = LoggerFactory.getLogger(PeopleKeys.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final Supplier<Mono<Map<String, ECPublicKey>>> source;
  private final Clock clock;
  private final Duration maxAge;
  private final Duration minInterval;
  private final AtomicReference<State> state =
      new AtomicReference<>(new State(Map.of(), Instant.MIN, Instant.MIN, null, null));

  PeopleKeys(
      Supplier<Mono<Map<String, ECPublicKey>>> source,
      Clock clock,
      Duration maxAge,
      Duration minInterval) {
    this.source = source;
    this.clock = clock;
    this.maxAge = maxAge;
    this.minInterval = minInterval;
  }

  /**
   * The key of an id.
   *
   * @return the key; {@link TokenRefusedException} when the gateway has no such key; {@link
   *     KeysUnavailableException} when it could not be asked
   */
  Mono<ECPublicKey> find(String keyId) {
    return Mono.defer(
        () -> {
          State now = state();
          boolean fresh = clock.instant().isBefore(plus(now.loadedAt(), maxAge));
          ECPublicKey known = now.keys().get(keyId);
          if (known != null && (fresh || now.loading() != null)) {
            return Mono.just(known);
          }
          return refresh().then(Mono.defer(() -> current(keyId)));
        });
  }

  /**
   * Reads the keys before anybody needs them, and tries again until the gateway has answered once:
   * an instance that is new must not fail the first person who is sent to it because one question
   * was answered late.
   */
  Mono<Void> readAhead() {
    return Mono.defer(source)
        .doOnNext(
            keys ->
                // who has a newer key may still ask at once
                state.updateAndGet(
                    s ->
                        s.keys().isEmpty()
                            ? new State(keys, clock.instant(), Instant.MIN, s.loading(), null)
                            : s))
        .then()
        .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE).maxBackoff(LONGEST_PAUSE));
  }

  private Mono<ECPublicKey> current(String keyId) {
    State now = state();
    ECPublicKey key = now.keys().get(keyId);
    if (key != null) {
      return Mono.just(key);
    }
    if (now.failure() != null) {
      return Mono.error(
          new KeysUnavailableException("The gateway's keys can't be read", now.failure()));
    }
    return Mono.error(new TokenRefusedException("the token's key is not one of the gateway's"));
  }

  /** Completes when a refresh has ended, well or not; at once when it is too early for one. */
  private Mono<Void> refresh() {
    while (true) {
      State before = state();
      if (before.loading() != null) {
        return before.loading();
      }
      if (clock.instant().isBefore(plus(before.askedAt(), minInterval))) {
        return Mono.empty();
      }
      Mono<Void> load =
          source
              .get()
              .doOnNext(this::loaded)
              .then()
              .onErrorResume(
                  error -> {
                    failed(error);
                    return Mono.empty();
                  })
              .cache();
      if (state.compareAndSet(before, before.asking(clock.instant(), load))) {
        return load;
      }
    }
  }

  private void loaded(Map<String, ECPublicKey> keys) {
    state.set(new State(keys, clock.instant(), clock.instant(), null, null));
  }

  private void failed(Throwable error) {
    State after =
        state.updateAndGet(s -> new State(s.keys(), s.loadedAt(), clock.instant(), null, error));
    log.warn(
        "The gateway's keys can't be read; going on with the last {} key(s): {}",
        after.keys().size(),
        error.toString());
  }

  private State state() {
    return Objects.requireNonNull(state.get());
  }

  private static Instant plus(Instant instant, Duration duration) {
    return instant.equals(Instant.MIN) ? instant : instant.plus(duration);
  }

  private record State(
      Map<String, ECPublicKey> keys,
      Instant loadedAt,
      Instant askedAt,
      @Nullable Mono<Void> loading,
      @Nullable Throwable failure) {

    State asking(Instant at, Mono<Void> load) {
      return new State(keys, loadedAt, at, load, failure);
    }
  }
}
