package dev.examhall.cacheclient;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An annotation that cannot work; it names the method and stops the application's start. */
public final class InvalidCacheAnnotationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  InvalidCacheAnnotationException(Method method, String reason, @Nullable Throwable cause) {
    super(name(method) + ": " + reason, cause);
  }

  private static String name(Method method) {
    return method.getDeclaringClass().getName()
        + '.'
        + method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
