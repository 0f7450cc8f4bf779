package dev.examhall.observability.measure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Counts the database statements that run below the {@code Mono} or {@code Flux} which a method of
 * a Spring bean returns, in the distribution {@code examhall.operation.queries} (tag {@code
 * operation}). More than {@code examhall.observability.many-queries} are logged as a warning with
 * the last five, without the values bound to them. A call within another counts in both.
 *
 * <p>Statements of R2DBC belong to a subscription, so that a method which returns neither is
 * refused at its first call with an {@link IllegalStateException}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface MonitorQueries {

  /** The operation's name; class and method where it is empty. */
  String value() default "";
}
