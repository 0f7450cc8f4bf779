package dev.examhall.cacheclient;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Answers from the cache when it knows the result, and otherwise runs the method and keeps what it
 * returned. For methods of Spring beans that return a {@code Mono}, a {@code Flux} (kept as a
 * whole) or a plain value.
 *
 * <p>An empty {@code Mono} and {@code null} are results like any other and are kept; an error is
 * never kept. A cached object is shared by all callers in the process: return immutable types.
 *
 * <p>The annotation works on calls from other beans: a call within the class ({@code
 * this.find(id)}) goes past it. The class must not be final, and neither must the method be final
 * or private; this, an unknown prefix, a malformed expression or TTL stops the application at
 * start-up with the method's name.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface CacheResult {

  /** One of the configured prefixes, e.g. {@code exam}. */
  String prefix();

  /**
   * SpEL over the parameters for the entity the result belongs to, e.g. {@code #examId}, so that
   * {@code exam:42:*} finds every result of exam 42. Results of no one entity go under {@code all}.
   */
  String entity() default "";

  /**
   * SpEL over the parameters for the rest of the key, a literal in quotes such as {@code
   * "'summary'"} included. By default the method and its arguments; two methods that name the same
   * key must return the same type.
   */
  String key() default "";

  /** ISO-8601, e.g. {@code PT1H}; by default the prefix's own TTL. */
  String ttl() default "";

  /**
   * ISO-8601; for this long after the TTL an old result may still be served while one caller loads
   * a new one, or when loading fails. Never after an invalidation. By default not at all.
   */
  String staleFor() default "";

  /** Tags to invalidate by; text with parameters in braces, e.g. {@code "level:{levelCode}"}. */
  String[] tags() default {};
}
