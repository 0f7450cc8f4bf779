package dev.examhall.cacheclient;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.Future;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How a method gives its result, and the type of what is kept. */
sealed interface ReturnShape {

  /** The type that the cache reads and writes. */
  Type type();

  /** A {@code Mono} of the type. */
  record OfMono(Type type) implements ReturnShape {}

  /** A {@code Flux}, kept as a list. */
  record OfFlux(Type type) implements ReturnShape {}

  /** The value itself. */
  record OfValue(Type type) implements ReturnShape {}

  static ReturnShape of(Method method, Class<?> target) {
    ResolvableType returned = ResolvableType.forMethodReturnType(method, target);
    Class<?> raw = method.getReturnType();
    if (raw == Mono.class) {
      return new OfMono(element(method, returned).getType());
    }
    if (raw == Flux.class) {
      return new OfFlux(
          ResolvableType.forClassWithGenerics(List.class, element(method, returned)).getType());
    }
    if (Publisher.class.isAssignableFrom(raw) || Future.class.isAssignableFrom(raw)) {
      throw new InvalidCacheAnnotationException(
          method, "returns " + raw.getSimpleName() + "; a Mono, a Flux or a value is cached", null);
    }
    if (raw == void.class || raw == Void.class) {
      throw new InvalidCacheAnnotationException(method, "returns nothing that could be kept", null);
    }
    return new OfValue(returned.getType());
  }

  private static ResolvableType element(Method method, ResolvableType returned) {
    ResolvableType element = returned.getGeneric(0);
    Class<?> resolved = element.resolve();
    if (resolved == null || element.hasUnresolvableGenerics()) {
      throw new InvalidCacheAnnotationException(
          method, "returns " + returned + ", whose type is not known when it is read back", null);
    }
    if (resolved == Void.class) {
      throw new InvalidCacheAnnotationException(method, "returns nothing that could be kept", null);
    }
    return element;
  }
}
