package dev.examhall.observability.measure;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.function.Function;
import org.aopalliance.intercept.MethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** Names of measured methods. */
final class Operations {

  private Operations() {}

  /** What the annotation says, or else class and method. */
  static <A extends Annotation> String name(
      MethodInvocation call, Class<A> annotation, Function<A, String> value) {
    A found = AnnotationUtils.findAnnotation(target(call), annotation);
    String name = found == null ? "" : value.apply(found);
    return name.isEmpty() ? method(call) : name;
  }

  /** Such as {@code Reports.monthly}. */
  static String method(MethodInvocation call) {
    Method method = target(call);
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  private static Method target(MethodInvocation call) {
    Object target = call.getThis();
    return target == null
        ? call.getMethod()
        : AopUtils.getMostSpecificMethod(call.getMethod(), AopUtils.getTargetClass(target));
  }
}
