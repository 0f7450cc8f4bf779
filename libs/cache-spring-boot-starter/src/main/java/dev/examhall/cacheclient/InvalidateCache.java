package dev.examhall.cacheclient;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Invalidates patterns after the method succeeded (a {@code Mono} or {@code Flux} completed, a
 * plain method returned), and never after an error. The caller continues only when its own reads
 * are fresh: this process at once, the cluster when cache-service has confirmed. With cache-service
 * gone the method succeeds all the same, and the invalidation is repeated until it is confirmed.
 *
 * <p>Patterns name parameters in braces, {@code "exam:{examId}:*"}, with SpEL property paths where
 * wanted ({@code {exam.id}}), and the method's own result as {@code {result}} or {@code
 * {result.id}}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface InvalidateCache {

  /** Patterns: {@code exam:*}, {@code exam:{examId}:*}, or one key. */
  String[] value() default {};

  /** Tags, with parameters in braces. */
  String[] tags() default {};
}
