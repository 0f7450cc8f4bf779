package dev.examhall.traceboundary;

import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;

/**
 * What the agent finds: {@code examhall.traces.boundary} (environment {@code
 * EXAMHALL_TRACES_BOUNDARY}) true where requests come from outside, {@code
 * examhall.traces.background} the share of traces without a request that is kept, 0.01 by default.
 */
public final class TraceBoundary implements AutoConfigurationCustomizerProvider {

  private static final double FEW = 0.01;

  @Override
  public void customize(AutoConfigurationCustomizer agent) {
    agent.addPropagatorCustomizer(
        (propagator, config) ->
            config.getBoolean("examhall.traces.boundary", false)
                ? new OutsidersStayOutside(propagator)
                : propagator);
    agent.addTracerProviderCustomizer(
        (provider, config) -> provider.addSpanProcessor(new CallerAttribute()));
    agent.addSamplerCustomizer(
        (sampler, config) ->
            new BackgroundSampler(sampler, config.getDouble("examhall.traces.background", FEW)));
  }
}
