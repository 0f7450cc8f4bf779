package dev.examhall.observability.activity;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.publishing.ServiceId;
import dev.examhall.eventdelivery.spool.EventSpoolAutoConfiguration;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** {@link ActivityLog} and {@link ActivityEvents}. */
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
}
