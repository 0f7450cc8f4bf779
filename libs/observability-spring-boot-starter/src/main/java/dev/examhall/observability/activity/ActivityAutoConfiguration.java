package dev.examhall.observability.activity;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.publishing.ServiceId;
import dev.examhall.eventdelivery.spool.EventSpoolAutoConfiguration;
import java.time.Clock;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.util.function.SingletonSupplier;

/** {@link ActivityLog}, {@link ActivityEvents} and {@link LogActivity}. */
@AutoConfiguration(after = EventSpoolAutoConfiguration.class)
public class ActivityAutoConfiguration {

  @Bean
  ActivityEvents activityEvents(ServiceId service, ObjectProvider<Clock> clock) {
    return new ActivityEvents(service.value(), clock.getIfUnique(Clock::systemUTC));
  }

  @Bean
  ActivityLog activityLog(ActivityEvents events, EventSpool spool) {
    return new ActivityLog(events, spool);
  }

  /**
   * A plain advisor, whose advice is made at the first call: it needs the spool, and that Kafka.
   */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Advisor logActivityAdvisor(ObjectProvider<ActivityLog> log) {
    Supplier<MethodInterceptor> once =
        SingletonSupplier.of(() -> new LogActivityInterceptor(log.getObject()));
    return new DefaultPointcutAdvisor(
        AnnotationMatchingPointcut.forMethodAnnotation(LogActivity.class),
        (MethodInterceptor) call -> once.get().invoke(call));
  }
}
