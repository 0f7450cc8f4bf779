package dev.examhall.traceboundary;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Hands the suite's traces on and joins nobody's: who comes from outside must not choose the
 * suite's trace ids, nor whether a request is traced. What the outsider called its trace is kept
 * for {@link CallerAttribute}.
 */
final class OutsidersStayOutside implements TextMapPropagator {

  static final ContextKey<String> CALLERS_TRACE = ContextKey.named("examhall-callers-trace");

  private final TextMapPropagator inside;

  OutsidersStayOutside(TextMapPropagator inside) {
    this.inside = inside;
  }

  @Override
  public Collection<String> fields() {
    return inside.fields();
  }

  @Override
  public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
    inside.inject(context, carrier, setter);
  }

  @Override
  public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
    Context theirs =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, getter);
    SpanContext caller = Span.fromContext(theirs).getSpanContext();
    return caller.isValid() ? context.with(CALLERS_TRACE, caller.getTraceId()) : context;
  }
}
