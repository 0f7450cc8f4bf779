package dev.examhall.observability.tracing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.Observation;

/**
 * Makes timers of everybody's observations but our own: what of ours is worth a figure has a meter
 * of its own, with or without traces.
 */
final class MetersOfOthers extends DefaultMeterObservationHandler {

  MetersOfOthers(MeterRegistry meters, IgnoredMeters... ignored) {
    super(meters, ignored);
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return !OwnSpans.isOurs(context);
  }
}
