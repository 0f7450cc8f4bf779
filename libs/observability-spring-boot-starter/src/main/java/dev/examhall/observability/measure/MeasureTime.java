package dev.examhall.observability.measure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Measures how long a method of a Spring bean takes, or the {@code Mono} or {@code Flux} that it
 * returns, in the timer {@code examhall.operation.duration} (tags {@code operation}, {@code
 * outcome}); what takes longer than {@code examhall.observability.slow-operation} is logged.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface MeasureTime {

  /** The operation's name; class and method where it is empty. */
  String value() default "";
}
