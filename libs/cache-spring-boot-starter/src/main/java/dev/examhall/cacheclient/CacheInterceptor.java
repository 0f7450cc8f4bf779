package dev.examhall.cacheclient;

import dev.examhall.cacheclient.MethodPlans.InvalidationPlan;
import dev.examhall.cacheclient.MethodPlans.Plan;
import dev.examhall.cacheclient.MethodPlans.ResultPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.expression.EvaluationException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Puts the annotations into effect. */
final class CacheInterceptor implements MethodInterceptor {

  private static final Logger log = LoggerFactory.getLogger(CacheInterceptor.class);
  private static final long LONGEST_WAIT_MILLIS = 2_000;

  private final Supplier<MethodPlans> plans;
  private final Supplier<TwoLevelCache> cache;
  private final Supplier<Background> background;

  CacheInterceptor(
      Supplier<MethodPlans> plans, Supplier<TwoLevelCache> cache, Supplier<Background> background) {
    this.plans = plans;
    this.cache = cache;
    this.background = background;
  }

  @Override
  public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
    Plan plan = plans.get().of(invocation.getMethod(), targetOf(invocation));
    InvalidationPlan invalidation = plan.invalidation();
    return invalidation == null
        ? result(plan.result(), invocation)
        : switch (invalidation.shape()) {
          case MONO -> {
            Mono<?> method = reactive(result(plan.result(), invocation), invocation);
            yield method
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(
                    value ->
                        invalidate(invalidation, invocation.getArguments(), value.orElse(null))
                            .then(Mono.justOrEmpty(value)));
          }
          case FLUX ->
              Flux.concat(
                  (Flux<?>) Objects.requireNonNull(result(plan.result(), invocation)),
                  Mono.defer(() -> invalidate(invalidation, invocation.getArguments(), null)));
          case VALUE -> {
            Object value = result(plan.result(), invocation);
            await(invalidate(invalidation, invocation.getArguments(), value));
            yield value;
          }
        };
  }

  private @Nullable Object result(@Nullable ResultPlan plan, MethodInvocation invocation)
      throws Throwable {
    if (plan == null) {
      return invocation.proceed();
    }
    CacheKey key = plan.key(invocation.getArguments());
    CacheOptions options = plan.options(invocation.getArguments());
    return switch (plan.shape()) {
      case ReturnShape.OfMono mono ->
          cache
              .get()
              .getOrLoad(
                  key,
                  mono.type(),
                  options,
                  Mono.defer(() -> reactive(proceed(invocation), invocation)));
      case ReturnShape.OfFlux flux ->
          cache
              .get()
              .<List<?>>getOrLoad(
                  key,
                  flux.type(),
                  options,
                  Flux.defer(() -> (Flux<?>) Objects.requireNonNull(proceed(invocation)))
                      .collectList()
                      .map(List::copyOf))
              .flatMapIterable(list -> list);
      case ReturnShape.OfValue value ->
          cache
              .get()
              .getOrLoadBlocking(
                  key,
                  value.type(),
                  options,
                  () -> {
                    try {
                      return invocation.proceed();
                    } catch (Exception | Error e) {
                      throw e;
                    } catch (Throwable e) {
                      throw new IllegalStateException(e);
                    }
                  });
    };
  }

  private Mono<Void> invalidate(
      InvalidationPlan plan, @Nullable Object[] arguments, @Nullable Object result) {
    return cache
        .get()
        .invalidate(
            texts(plan.patterns(), arguments, result, true),
            texts(plan.tags(), arguments, result, false));
  }

  private static List<String> texts(
      List<KeyTemplate> templates,
      @Nullable Object[] arguments,
      @Nullable Object result,
      boolean patterns) {
    List<String> texts = new ArrayList<>();
    for (KeyTemplate template : templates) {
      try {
        texts.add(template.value(arguments, result));
      } catch (EvaluationException e) {
        // The method succeeded, and something has changed: rather too much than nothing.
        String instead = patterns ? template.prefix() + ":*" : null;
        log.error(
            "Invalidation has no value. template={} instead={} reason={}",
            template,
            instead,
            e.getMessage());
        if (instead != null) {
          texts.add(instead);
        }
      }
    }
    return texts;
  }

  private void await(Mono<Void> invalidation) throws InterruptedException {
    if (Schedulers.isInNonBlockingThread()) {
      background.get().start("Invalidating", invalidation);
      return;
    }
    try {
      invalidation.toFuture().get(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      log.warn("An invalidation goes on without its caller. reason={}", e.toString());
    }
  }

  /** Each subscription runs the method anew. */
  private static @Nullable Object proceed(MethodInvocation invocation) {
    try {
      return ((ProxyMethodInvocation) invocation).invocableClone().proceed();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw reactor.core.Exceptions.propagate(e);
    }
  }

  private static Mono<?> reactive(@Nullable Object returned, MethodInvocation invocation) {
    if (returned instanceof Mono<?> mono) {
      return mono;
    }
    throw new IllegalStateException(invocation.getMethod() + " returned null instead of a Mono");
  }

  private static Class<?> targetOf(MethodInvocation invocation) {
    Object target = invocation.getThis();
    return target == null ? invocation.getMethod().getDeclaringClass() : target.getClass();
  }
}
