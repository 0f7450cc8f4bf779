package dev.examhall.cacheclient;

import java.lang.reflect.Method;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Methods with one of the annotations, on the class or on an interface's method. */
final class CachePointcut extends StaticMethodMatcherPointcut {

  static boolean annotated(Method method) {
    return AnnotatedElementUtils.hasAnnotation(method, CacheResult.class)
        || AnnotatedElementUtils.hasAnnotation(method, InvalidateCache.class);
  }

  @Override
  public boolean matches(Method method, Class<?> target) {
    return annotated(AopUtils.getMostSpecificMethod(method, target)) || annotated(method);
  }
}
