package dev.examhall.observability.measure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.time.Duration;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Measures methods that carry {@link MeasureTime}. */
final class MeasureTimeInterceptor implements MethodInterceptor {

  private static final Logger log = LoggerFactory.getLogger(MeasureTime.class);

  /** Named by its operation in a trace. */
  static final String SPAN = "examhall.operation";

  static final String TIMER = "examhall.operation.duration";

  private final MeterRegistry meters;
  private final Duration slow;
  private final @Nullable ObservationRegistry spans;

  /**
   * @param spans where operations become spans too; null where there are no traces
   */
  MeasureTimeInterceptor(MeterRegistry meters, Duration slow, @Nullable ObservationRegistry spans) {
    this.meters = meters;
    this.slow = slow;
    this.spans = spans;
  }

  @Override
  @SuppressWarnings("NullAway") // AOP Alliance says nothing about null, which is a result here
  public @Nullable Object invoke(MethodInvocation call) throws Throwable {
    String operation = Operations.name(call, MeasureTime.class, MeasureTime::value);
    long start = System.nanoTime();
    Object result;
    try {
      result = call.proceed();
    } catch (Throwable failure) {
      record(operation, start, "error");
      throw failure;
    }
    if (result instanceof Mono<?> mono) {
      return measured(mono, operation);
    }
    if (result instanceof Flux<?> flux) {
      return measured(flux, operation);
    }
    record(operation, start, "success");
    return result;
  }

  /** Each subscription is a run of its own. */
  private <T> Mono<T> measured(Mono<T> mono, String operation) {
    return Mono.deferContextual(
        context -> {
          Run run = new Run(operation, context);
          return mono.doOnError(run::failed).doFinally(run::ended).contextWrite(run::within);
        });
  }

  private <T> Flux<T> measured(Flux<T> flux, String operation) {
    return Flux.deferContextual(
        context -> {
          Run run = new Run(operation, context);
          return flux.doOnError(run::failed).doFinally(run::ended).contextWrite(run::within);
        });
  }

  /** One run of an operation: a time, and a span where there are traces. */
  private final class Run {

    private final String operation;
    private final long start = System.nanoTime();
    private final @Nullable Observation span;

    Run(String operation, ContextView context) {
      this.operation = operation;
      if (spans == null) {
        span = null;
      } else {
        Observation outer = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
        span =
            Observation.createNotStarted(SPAN, spans)
                .contextualName(operation)
                .parentObservation(outer)
                .start();
      }
    }

    void failed(Throwable failure) {
      if (span != null) {
        span.error(failure);
      }
    }

    void ended(SignalType signal) {
      record(operation, start, outcome(signal));
      if (span != null) {
        span.stop();
      }
    }

    Context within(Context outer) {
      return span == null ? outer : outer.put(ObservationThreadLocalAccessor.KEY, span);
    }
  }

  private static String outcome(SignalType signal) {
    return switch (signal) {
      case ON_ERROR -> "error";
      case CANCEL -> "cancelled";
      default -> "success";
    };
  }

  private void record(String operation, long start, String outcome) {
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    meters.timer(TIMER, "operation", operation, "outcome", outcome).record(took);
    if (took.compareTo(slow) > 0) {
      log.warn("{} took {} ms ({})", operation, took.toMillis(), outcome);
    }
  }
}
