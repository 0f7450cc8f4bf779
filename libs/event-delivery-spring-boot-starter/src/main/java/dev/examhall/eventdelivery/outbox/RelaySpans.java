package dev.examhall.eventdelivery.outbox;

import dev.examhall.eventdelivery.publishing.EncodedEvent;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import dev.examhall.eventdelivery.publishing.TraceParent;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Shows in the trace of an event's cause when the relay took the event up and when Kafka had it. An
 * event without a trace has no span either: it would be a trace of its own.
 */
final class RelaySpans {

  static final String SPAN = "examhall.outbox.relay";

  private static final String ATTRIBUTE_TOPIC = "examhall.outbox.topic";
  private static final String ATTRIBUTE_WAITED = "examhall.outbox.waited_ms";

  private final EventPublisher publisher;
  private final ObservationRegistry observations;

  RelaySpans(EventPublisher publisher, ObservationRegistry observations) {
    this.publisher = publisher;
    this.observations = observations;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the same future is returned
  CompletableFuture<Void> send(EncodedEvent event) {
    if (observations.isNoop() || event.traceparent() == null) {
      return publisher.send(event);
    }
    try (Scope cause = TraceParent.context(event.traceparent()).makeCurrent()) {
      Observation span =
          Observation.createNotStarted(SPAN, observations)
              .contextualName("relay " + event.topic())
              .lowCardinalityKeyValue(ATTRIBUTE_TOPIC, event.topic())
              .highCardinalityKeyValue(
                  ATTRIBUTE_WAITED,
                  Long.toString(Duration.between(event.time(), Instant.now()).toMillis()))
              .start();
      CompletableFuture<Void> sent;
      try (Observation.Scope here = span.openScope()) {
        sent = publisher.sendInThisTrace(event);
      }
      sent.whenComplete(
          (done, failure) -> {
            if (failure != null) {
              span.error(failure);
            }
            span.stop();
          });
      return sent;
    }
  }
}
