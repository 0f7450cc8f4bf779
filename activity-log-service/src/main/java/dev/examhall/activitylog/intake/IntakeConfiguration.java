package dev.examhall.activitylog.intake;

import dev.examhall.eventdelivery.EventSubscription;
import dev.examhall.eventdelivery.IncomingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.monitoring.v1.HealthChanged;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

  @Bean
  EventSubscription<ActivityRecorded> activities(
      ActivityIntakeRepository repository, MeterRegistry meters) {
    return EventSubscription.shared(
        "intake",
        ActivityRecorded.TOPIC,
        ActivityRecorded.TYPE,
        ActivityRecorded.class,
        new ActivityIntake<>(repository, IncomingEvent::data, meters));
  }

  @Bean
  EventSubscription<HealthChanged> healthChanges(
      ActivityIntakeRepository repository, MeterRegistry meters) {
    return EventSubscription.shared(
        "health-intake",
        HealthChanged.TOPIC,
        HealthChanged.TYPE,
        HealthChanged.class,
        new ActivityIntake<>(repository, HealthActivity::of, meters));
  }
}
