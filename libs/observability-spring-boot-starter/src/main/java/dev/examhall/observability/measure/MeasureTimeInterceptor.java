package dev.examhall.observability.measure;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Measures methods that carry {@link MeasureTime}. */
final class MeasureTimeInterceptor implements MethodInterceptor {

  private static final Logger log = LoggerFactory.getLogger(MeasureTime.class);

  private static final String TIMER = "examhall.operation.duration";

  private final MeterRegistry meters;
  private final Duration slow;

  MeasureTimeInterceptor(MeterRegistry meters, Duration slow) {
    this.meters = meters;
    this.slow = slow;
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
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          return mono.doFinally(signal -> record(operation, start, outcome(signal)));
        });
  }

  private <T> Flux<T> measured(Flux<T> flux, String operation) {
    return Flux.defer(
        () -> {
          long start = System.nanoTime();
          return flux.doFinally(signal -> record(operation, start, outcome(signal)));
        });
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
