package dev.examhall.traceboundary;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Traces that begin with somebody's request, or with events that have a cause, are sampled as
 * configured. Those that begin by themselves (polls, schedulers, connections kept alive, probes)
 * would be most of all traces, and each like the one before: only a share of them is kept.
 */
final class BackgroundSampler implements Sampler {

  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");

  private final Sampler requests;
  private final Sampler background;

  /**
   * @param share of the traces that begin by themselves, 0 to 1
   */
  BackgroundSampler(Sampler requests, double share) {
    this.requests = requests;
    this.background = Sampler.traceIdRatioBased(share);
  }

  @Override
  public SamplingResult shouldSample(
      Context parentContext,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> parentLinks) {
    boolean follows = Span.fromContext(parentContext).getSpanContext().isValid();
    Sampler sampler = follows || hasACause(kind, attributes, parentLinks) ? requests : background;
    return sampler.shouldSample(parentContext, traceId, name, kind, attributes, parentLinks);
  }

  private static boolean hasACause(SpanKind kind, Attributes attributes, List<LinkData> links) {
    if (kind == SpanKind.SERVER) {
      String path = attributes.get(PATH);
      return path == null || !path.startsWith("/actuator");
    }
    return links.stream().anyMatch(link -> link.getSpanContext().isSampled());
  }

  @Override
  public String getDescription() {
    return "BackgroundSampler{"
        + requests.getDescription()
        + ","
        + background.getDescription()
        + "}";
  }
}
