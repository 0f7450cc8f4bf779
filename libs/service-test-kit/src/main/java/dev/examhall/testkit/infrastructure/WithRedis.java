package dev.examhall.testkit.infrastructure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class Redis. A Spring context finds it by the {@code EXAMHALL_*} names of the
 * suite's configuration; a plain test takes a parameter of type {@link TestRedis}.
 */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(InfrastructureParameters.class)
public @interface WithRedis {}
