package dev.examhall.observability.tracing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * With the OpenTelemetry agent: our observations become spans of the agent's own traces. Without it
 * there is no tracer at all, so that nobody pays for spans that go nowhere.
 */
@AutoConfiguration(before = MetricsAutoConfiguration.class)
@Conditional(AgentAttached.class)
public class OwnSpansAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Tracer examhallTracer() {
    return new OtelTracer(
        GlobalOpenTelemetry.get().getTracer("dev.examhall"),
        new OtelCurrentTraceContext(),
        event -> {});
  }

  @Bean
  MetersOfOthers metersOfOthers(MeterRegistry meters, MetricsProperties properties) {
    return new MetersOfOthers(
        meters, properties.getObservations().getIgnoredMeters().toArray(IgnoredMeters[]::new));
  }

  @Bean
  OwnSpans ownSpans(Tracer tracer) {
    return new OwnSpans(tracer);
  }
}
