package dev.examhall.observability.measure;

import io.micrometer.core.instrument.MeterRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Counts the statements of methods that carry {@link MonitorQueries}. */
final class MonitorQueriesInterceptor implements MethodInterceptor {

  private static final Logger log = LoggerFactory.getLogger(MonitorQueries.class);

  private static final String SUMMARY = "examhall.operation.queries";

  private final MeterRegistry meters;
  private final int many;

  MonitorQueriesInterceptor(MeterRegistry meters, int many) {
    this.meters = meters;
    this.many = many;
  }

  @Override
  @SuppressWarnings("NullAway") // AOP Alliance says nothing about null, which is a result here
  public @Nullable Object invoke(MethodInvocation call) throws Throwable {
    String operation = Operations.name(call, MonitorQueries.class, MonitorQueries::value);
    Object result = call.proceed();
    if (result instanceof Mono<?> mono) {
      return counted(mono, operation);
    }
    if (result instanceof Flux<?> flux) {
      return counted(flux, operation);
    }
    throw new IllegalStateException(
        "@MonitorQueries on "
            + Operations.method(call)
            + ": only a method that returns a Mono or a Flux can be monitored");
  }

  private <T> Mono<T> counted(Mono<T> mono, String operation) {
    return Mono.deferContextual(
        context -> {
          QueryCount count = below(context);
          return mono.doOnTerminate(() -> report(operation, count))
              .doOnCancel(() -> report(operation, count))
              .contextWrite(outer -> outer.put(QueryCount.class, count));
        });
  }

  private <T> Flux<T> counted(Flux<T> flux, String operation) {
    return Flux.deferContextual(
        context -> {
          QueryCount count = below(context);
          return flux.doOnTerminate(() -> report(operation, count))
              .doOnCancel(() -> report(operation, count))
              .contextWrite(outer -> outer.put(QueryCount.class, count));
        });
  }

  private static QueryCount below(ContextView context) {
    return new QueryCount(context.getOrDefault(QueryCount.class, null));
  }

  private void report(String operation, QueryCount count) {
    int queries = count.count();
    meters.summary(SUMMARY, "operation", operation).record(queries);
    if (queries > many) {
      log.atWarn()
          .addKeyValue("operation", operation)
          .addKeyValue("queries", queries)
          .log("{} ran {} statements; the last: {}", operation, queries, count.last());
    }
  }
}
