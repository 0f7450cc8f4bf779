package dev.examhall.observability.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;

/**
 * Makes spans of the suite's own observations alone. The agent makes those of HTTP, Kafka, Redis
 * and the database; Spring's observations of the same would stand in a trace twice.
 */
final class OwnSpans extends DefaultTracingObservationHandler {

  private static final String OURS = "examhall.";

  OwnSpans(Tracer tracer) {
    super(tracer);
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return isOurs(context);
  }

  static boolean isOurs(Observation.Context context) {
    return context.getName() != null && context.getName().startsWith(OURS);
  }
}
