package dev.examhall.cache.invalidation;

import dev.examhall.eventdelivery.IncomingEvent;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Invalidates what committed changes touch: their events come through an outbox, so that the death
 * of the service that made the change loses none.
 */
final class ChangeListener {

  private static final int MOST_AT_ONCE = 500;

  private final Invalidations invalidations;

  ChangeListener(Invalidations invalidations) {
    this.invalidations = invalidations;
  }

  /**
   * Invalidates for a batch of events.
   *
   * @param patterns from configuration, with {@code {id}} for what the event is about
   */
  <T> Mono<Void> handle(
      List<IncomingEvent<T>> events, List<String> patterns, Function<T, Object> id) {
    List<String> wanted =
        events.stream()
            .map(event -> id.apply(event.data()).toString())
            .flatMap(about -> patterns.stream().map(pattern -> pattern.replace("{id}", about)))
            .distinct()
            .toList();
    if (wanted.isEmpty()) {
      return Mono.empty();
    }
    return reactor.core.publisher.Flux.fromIterable(wanted)
        .buffer(MOST_AT_ONCE)
        .concatMap(some -> invalidations.invalidate(some, List.of()))
        .then();
  }
}
