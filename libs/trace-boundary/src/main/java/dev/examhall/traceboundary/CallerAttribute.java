package dev.examhall.traceboundary;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Writes down what the caller from outside calls its trace, so that both can be put together. */
final class CallerAttribute implements SpanProcessor {

  static final AttributeKey<String> KEY = AttributeKey.stringKey("examhall.caller.trace_id");

  @Override
  public void onStart(Context parentContext, ReadWriteSpan span) {
    String caller = parentContext.get(OutsidersStayOutside.CALLERS_TRACE);
    if (caller != null && !span.getParentSpanContext().isValid()) {
      span.setAttribute(KEY, caller);
    }
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {}

  @Override
  public boolean isEndRequired() {
    return false;
  }
}
