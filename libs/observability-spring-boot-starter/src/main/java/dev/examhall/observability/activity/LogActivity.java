package dev.examhall.observability.activity;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tells the activity log each run of a method of a Spring bean, or of the {@code Mono} or {@code
 * Flux} that it returns: how it ended and how long it took.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LogActivity {

  /** The verb, such as {@code release-removed}. */
  String value() default "method-executed";

  /** Of a run that succeeds; one that fails is a warning at least. */
  Severity level() default Severity.INFO;

  /**
   * Whether arguments are told too: texts, numbers, ids, times and choices as they are, of anything
   * else its type alone, and nothing of what is called like a secret. Personal data does not belong
   * into the log.
   */
  boolean arguments() default false;
}
