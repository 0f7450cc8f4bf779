package dev.examhall.eventdelivery.publishing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The W3C trace context as the one line that outlives its process in a row or in a file. */
public final class TraceParent {

  public static final String HEADER = "traceparent";

  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final TextMapGetter<String> LINE =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
          return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
          return HEADER.equals(key) ? traceparent : null;
        }
      };

  private TraceParent() {}

  /** Of the span that is current on this thread. */
  public static @Nullable String current() {
    if (!Span.current().getSpanContext().isValid()) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    W3C.inject(
        Context.current(),
        headers,
        (carrier, name, value) -> {
          if (carrier != null) {
            carrier.put(name, value);
          }
        });
    return headers.get(HEADER);
  }

  /**
   * The context to send in, so that the agent's span for the send hangs below the event's cause and
   * not below whatever the sending thread did before.
   */
  public static Context context(@Nullable String traceparent) {
    return traceparent == null ? Context.root() : W3C.extract(Context.root(), traceparent, LINE);
  }
}
