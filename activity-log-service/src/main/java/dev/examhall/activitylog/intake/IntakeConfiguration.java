package dev.examhall.activitylog.intake;

import dev.examhall.eventdelivery.EventSubscription;
import dev.examhall.eventdelivery.IncomingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.monitoring.v1.HealthChanged;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeProperties.class)
class IntakeConfiguration {

  @Bean
  EventSubscription<ActivityRecorded> activities(
      StoreActivities activities, IntakeProperties properties, MeterRegistry meters) {
    return new EventSubscription<>(
        ActivityRecorded.TOPIC,
        ActivityRecorded.TYPE,
        ActivityRecorded.class,
        new EventSubscription.Delivery.OneInstance("intake", properties.consumers()),
        new ActivityIntake<>(activities, IncomingEvent::data, meters));
  }

  @Bean
  EventSubscription<HealthChanged> healthChanges(StoreActivities activities, MeterRegistry meters) {
    return EventSubscription.shared(
        "health-intake",
        HealthChanged.TOPIC,
        HealthChanged.TYPE,
        HealthChanged.class,
        new ActivityIntake<>(activities, HealthActivity::of, meters));
  }
}
