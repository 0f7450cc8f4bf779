package dev.examhall.cacheclient;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.Locale;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Shows in traces what cache-service was asked for. A hit in this process is none: it is over
 * before a span could begin.
 */
final class CacheSpans {

  static final String SPAN = "examhall.cache.get";

  private static final String ATTRIBUTE_PREFIX = "examhall.cache.prefix";
  private static final String ATTRIBUTE_OUTCOME = "examhall.cache.outcome";

  private final ObservationRegistry observations;

  CacheSpans(ObservationRegistry observations) {
    this.observations = observations;
  }

  /** One key. */
  Mono<Lookup> get(String prefix, Mono<Lookup> asking) {
    return observed(
        prefix, asking, lookup -> lookup.getClass().getSimpleName().toLowerCase(Locale.ROOT));
  }

  /** Several keys. */
  <T> Mono<T> getAll(String prefix, Mono<T> asking) {
    return observed(prefix, asking, lookups -> "batch");
  }

  private <T> Mono<T> observed(String prefix, Mono<T> asking, Function<T, String> outcome) {
    if (observations.isNoop()) {
      return asking;
    }
    return Mono.deferContextual(
        context -> {
          Observation span =
              Observation.createNotStarted(SPAN, observations)
                  .parentObservation(
                      context.getOrDefault(ObservationThreadLocalAccessor.KEY, null));
          if (span.isNoop()) {
            return asking;
          }
          span.contextualName("cache get " + prefix)
              .lowCardinalityKeyValue(ATTRIBUTE_PREFIX, prefix)
              .start();
          return asking
              .doOnNext(
                  found -> span.lowCardinalityKeyValue(ATTRIBUTE_OUTCOME, outcome.apply(found)))
              .doOnError(span::error)
              .doFinally(signal -> span.stop())
              .contextWrite(outer -> outer.put(ObservationThreadLocalAccessor.KEY, span));
        });
  }
}
