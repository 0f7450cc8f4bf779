package dev.examhall.observability.measure;

import dev.examhall.eventdelivery.publishing.EventPublishingAutoConfiguration;
import dev.examhall.observability.tracing.AgentAttached;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.proxy.listener.ProxyExecutionListener;
import java.lang.annotation.Annotation;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.autoconfigure.ProxyConnectionFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.util.function.SingletonSupplier;

/** {@link MeasureTime} and {@link MonitorQueries}. */
@AutoConfiguration(after = EventPublishingAutoConfiguration.class)
@EnableConfigurationProperties(MeasureProperties.class)
public class MeasureAutoConfiguration {

  // Plain advisors: matching by AspectJ costs each service a quarter of its start.
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Advisor measureTimeAdvisor(
      ObjectProvider<MeterRegistry> meters,
      ObjectProvider<ObservationRegistry> observations,
      ObjectProvider<MeasureProperties> properties) {
    return advisor(
        MeasureTime.class,
        () ->
            new MeasureTimeInterceptor(
                meters.getObject(),
                properties.getObject().slowOperation(),
                AgentAttached.toThisProcess() ? observations.getIfAvailable() : null));
  }

  /**
   * @param advice made at the first call, since advisors are made before what they need
   */
  private static Advisor advisor(
      Class<? extends Annotation> annotation, Supplier<MethodInterceptor> advice) {
    Supplier<MethodInterceptor> once = SingletonSupplier.of(advice);
    return new DefaultPointcutAdvisor(
        AnnotationMatchingPointcut.forMethodAnnotation(annotation),
        (MethodInterceptor) call -> once.get().invoke(call));
  }

  /** In services that have a database. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ProxyConnectionFactoryCustomizer.class, ProxyExecutionListener.class})
  static class Queries {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor monitorQueriesAdvisor(
        ObjectProvider<MeterRegistry> meters, ObjectProvider<MeasureProperties> properties) {
      return advisor(
          MonitorQueries.class,
          () ->
              new MonitorQueriesInterceptor(
                  meters.getObject(), properties.getObject().manyQueries()));
    }

    @Bean
    ProxyConnectionFactoryCustomizer queryListener(MeterRegistry meters) {
      return proxy -> proxy.listener(new QueryListener(meters));
    }
  }
}
