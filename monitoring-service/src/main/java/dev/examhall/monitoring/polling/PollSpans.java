package dev.examhall.monitoring.polling;

import dev.examhall.monitoring.health.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.Locale;
import reactor.core.publisher.Mono;

/**
 * Shows looks at services in traces. A look begins by itself, so of these traces only a share is
 * kept, see trace-boundary.
 */
final class PollSpans {

  static final String SPAN = "examhall.health.poll";

  private static final String ATTRIBUTE_SERVICE = "examhall.health.service";
  private static final String ATTRIBUTE_OUTCOME = "examhall.health.outcome";

  private final ObservationRegistry observations;

  PollSpans(ObservationRegistry observations) {
    this.observations = observations;
  }

  Look of(String service, Look look) {
    return () -> Mono.defer(() -> observed(service, look));
  }

  private Mono<Observation> observed(String service, Look look) {
    io.micrometer.observation.Observation span =
        io.micrometer.observation.Observation.createNotStarted(SPAN, observations);
    if (span.isNoop()) {
      return look.observe();
    }
    span.contextualName("health poll " + service)
        .lowCardinalityKeyValue(ATTRIBUTE_SERVICE, service)
        .start();
    return look.observe()
        .doOnNext(seen -> span.lowCardinalityKeyValue(ATTRIBUTE_OUTCOME, outcome(seen)))
        .doOnError(span::error)
        .doFinally(signal -> span.stop())
        .contextWrite(outer -> outer.put(ObservationThreadLocalAccessor.KEY, span));
  }

  private static String outcome(Observation seen) {
    return seen.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
