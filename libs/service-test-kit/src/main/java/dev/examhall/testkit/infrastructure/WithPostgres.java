package dev.examhall.testkit.infrastructure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a PostgreSQL database. A Spring context finds it by the {@code EXAMHALL_*}
 * names of the suite's configuration; a plain test takes a parameter of type {@link TestDatabase}.
 */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(InfrastructureParameters.class)
public @interface WithPostgres {
  /**
   * The database's (and its role's) name, as the service's configuration has it: {@code gateway},
   * {@code exam_render}, {@code activity_log}, {@code monitoring}. It is empty when the test JVM
   * starts, and shared by all test classes of the JVM that name it.
   */
  String value();
}
