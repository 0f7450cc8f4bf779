package dev.examhall.cacheclient;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** What the annotations of each method say, read and checked once. */
final class MethodPlans {

  private final Set<String> prefixes;
  private final Function<Object, String> json;
  private final ConcurrentHashMap<Subject, Plan> plans = new ConcurrentHashMap<>();

  /**
   * Plans for methods.
   *
   * @param prefixes the configured ones
   * @param json writes arguments that have no short text of their own
   */
  MethodPlans(Set<String> prefixes, Function<Object, String> json) {
    this.prefixes = prefixes;
    this.json = json;
  }

  private record Subject(Method method, Class<?> target) {}

  /** Both annotations of a method; a method may carry both. */
  record Plan(@Nullable ResultPlan result, @Nullable InvalidationPlan invalidation) {
    boolean isEmpty() {
      return result == null && invalidation == null;
    }
  }

  /** A {@link CacheResult}. */
  record ResultPlan(
      ReturnShape shape,
      String prefix,
      @Nullable KeyExpression entity,
      Rest rest,
      CacheOptions options,
      List<KeyTemplate> tags) {

    CacheKey key(@Nullable Object[] arguments) {
      String of =
          entity == null
              ? CacheKey.ALL
              : CacheKey.segment(String.valueOf(entity.value(arguments, null)));
      return new CacheKey(prefix, of, rest.text(arguments));
    }

    CacheOptions options(@Nullable Object[] arguments) {
      return tags.isEmpty()
          ? options
          : options.tags(
              tags.stream().map(tag -> tag.value(arguments, null)).toArray(String[]::new));
    }
  }

  /** An {@link InvalidateCache}. */
  record InvalidationPlan(Ending shape, List<KeyTemplate> patterns, List<KeyTemplate> tags) {}

  /** How the end of a method shows. */
  enum Ending {
    MONO,
    FLUX,
    VALUE
  }

  /** The last part of a key. */
  @FunctionalInterface
  interface Rest {
    String text(@Nullable Object[] arguments);
  }

  Plan of(Method method, Class<?> target) {
    Subject subject = new Subject(method, target);
    Plan known = plans.get(subject);
    return known != null ? known : plans.computeIfAbsent(subject, unknown -> read(method, target));
  }

  private Plan read(Method method, Class<?> target) {
    Method specific = AopUtils.getMostSpecificMethod(method, target);
    CacheResult result = find(specific, method, CacheResult.class);
    InvalidateCache invalidation = find(specific, method, InvalidateCache.class);
    if (result == null && invalidation == null) {
      return new Plan(null, null);
    }
    checkProxyable(specific, target);
    return new Plan(
        result == null ? null : resultPlan(specific, target, result),
        invalidation == null ? null : invalidationPlan(specific, invalidation));
  }

  private static <A extends java.lang.annotation.Annotation> @Nullable A find(
      Method specific, Method declared, Class<A> type) {
    A found = AnnotatedElementUtils.findMergedAnnotation(specific, type);
    return found != null ? found : AnnotatedElementUtils.findMergedAnnotation(declared, type);
  }

  private static void checkProxyable(Method method, Class<?> target) {
    int modifiers = method.getModifiers();
    if (Modifier.isPrivate(modifiers)
        || Modifier.isStatic(modifiers)
        || Modifier.isFinal(modifiers)) {
      throw new InvalidCacheAnnotationException(
          method, "is private, static or final, so the annotation would do nothing", null);
    }
    if (Modifier.isFinal(target.getModifiers())) {
      throw new InvalidCacheAnnotationException(
          method, "is in a final class, so the annotation would do nothing", null);
    }
  }

  private ResultPlan resultPlan(Method method, Class<?> target, CacheResult annotation) {
    checkPrefix(method, annotation.prefix());
    return new ResultPlan(
        ReturnShape.of(method, target),
        annotation.prefix(),
        annotation.entity().isEmpty()
            ? null
            : KeyExpression.parse(method, "entity", annotation.entity(), false),
        rest(method, target, annotation.key()),
        new CacheOptions(
            annotation.ttl().isEmpty() ? null : duration(method, "ttl", annotation.ttl(), true),
            annotation.staleFor().isEmpty()
                ? Duration.ZERO
                : duration(method, "staleFor", annotation.staleFor(), false),
            List.of()),
        templates(method, "tags", annotation.tags(), false));
  }

  private InvalidationPlan invalidationPlan(Method method, InvalidateCache annotation) {
    if (annotation.value().length == 0 && annotation.tags().length == 0) {
      throw new InvalidCacheAnnotationException(
          method, "@InvalidateCache names neither patterns nor tags", null);
    }
    Class<?> raw = method.getReturnType();
    boolean flux = raw == reactor.core.publisher.Flux.class;
    boolean mono = raw == reactor.core.publisher.Mono.class;
    if (!flux && !mono && Publisher.class.isAssignableFrom(raw)) {
      throw new InvalidCacheAnnotationException(
          method, "returns a publisher that is neither Mono nor Flux", null);
    }
    List<KeyTemplate> patterns = templates(method, "value", annotation.value(), !flux);
    for (KeyTemplate pattern : patterns) {
      String prefix = pattern.prefix();
      if (prefix == null) {
        throw new InvalidCacheAnnotationException(
            method, "pattern \"" + pattern + "\" does not begin with a prefix and a colon", null);
      }
      checkPrefix(method, prefix);
    }
    return new InvalidationPlan(
        flux ? Ending.FLUX : mono ? Ending.MONO : Ending.VALUE,
        patterns,
        templates(method, "tags", annotation.tags(), !flux));
  }

  private void checkPrefix(Method method, String prefix) {
    if (!prefixes.contains(prefix)) {
      throw new InvalidCacheAnnotationException(
          method,
          "cache prefix \"%s\" is not configured; there are %s (examhall.cache-client.prefixes)"
              .formatted(prefix, prefixes.stream().sorted().toList()),
          null);
    }
  }

  private static List<KeyTemplate> templates(
      Method method, String attribute, String[] texts, boolean result) {
    return Arrays.stream(texts)
        .map(text -> KeyTemplate.parse(method, attribute, text, result))
        .toList();
  }

  private static Duration duration(Method method, String attribute, String text, boolean positive) {
    Duration duration;
    try {
      duration = Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new InvalidCacheAnnotationException(
          method, "%s = \"%s\" is no ISO-8601 duration such as PT1H".formatted(attribute, text), e);
    }
    if (duration.isNegative() || (positive && duration.isZero())) {
      throw new InvalidCacheAnnotationException(
          method, "%s = \"%s\" is no time".formatted(attribute, text), null);
    }
    return duration;
  }

  private Rest rest(Method method, Class<?> target, String key) {
    if (!key.isEmpty()) {
      KeyExpression expression = KeyExpression.parse(method, "key", key, false);
      return arguments -> CacheKey.segment(text(expression.value(arguments, null)));
    }
    for (Class<?> parameter : method.getParameterTypes()) {
      if (Publisher.class.isAssignableFrom(parameter)
          || parameter.getName().startsWith("org.springframework.")
          || parameter.isAnnotationPresent(FunctionalInterface.class)) {
        throw new InvalidCacheAnnotationException(
            method,
            "takes a " + parameter.getSimpleName() + ", which identifies nothing: give a key",
            null);
      }
    }
    // The signature keeps overloads and changed return types apart.
    String signature =
        target.getName()
            + method.getGenericReturnType().getTypeName()
            + Arrays.stream(method.getParameterTypes())
                .map(Class::getName)
                .collect(Collectors.joining(","));
    String name =
        CacheKey.segment(target.getSimpleName() + '.' + method.getName())
            + '~'
            + CacheKey.hash(signature).substring(0, 6);
    return arguments -> {
      if (arguments.length == 0) {
        return name;
      }
      StringBuilder rest = new StringBuilder();
      for (Object argument : arguments) {
        rest.append(rest.isEmpty() ? "" : ":").append(CacheKey.segment(text(argument)));
      }
      return name + ':' + (rest.length() <= 240 ? rest : "=h" + CacheKey.hash(rest.toString()));
    };
  }

  private String text(@Nullable Object argument) {
    return switch (argument) {
      case null -> "null";
      case CharSequence text -> text.toString();
      case Number number -> number.toString();
      case Boolean bool -> bool.toString();
      case Character character -> character.toString();
      case Enum<?> constant -> constant.name();
      case java.util.UUID id -> id.toString();
      case java.time.temporal.TemporalAccessor time -> time.toString();
      case Object other -> json.apply(other);
    };
  }
}
