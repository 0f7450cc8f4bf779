package dev.examhall.cacheclient;

import java.util.function.Supplier;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;

/** Reads the annotations of every bean before it is used, so that a wrong one stops the start. */
final class CacheAnnotationCheck implements BeanPostProcessor {

  private final Supplier<MethodPlans> plans;

  CacheAnnotationCheck(Supplier<MethodPlans> plans) {
    this.plans = plans;
  }

  @Override
  public Object postProcessBeforeInitialization(Object bean, String beanName) {
    Class<?> type = AopUtils.getTargetClass(bean);
    if (!type.getName().startsWith("org.springframework.")) {
      MethodIntrospector.selectMethods(type, CachePointcut::annotated)
          .forEach(method -> plans.get().of(method, type));
    }
    return bean;
  }
}
