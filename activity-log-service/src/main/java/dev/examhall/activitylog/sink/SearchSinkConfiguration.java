package dev.examhall.activitylog.sink;

import dev.examhall.eventdelivery.EventSubscription;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("examhall.activity-log.search-sink.url")
@EnableConfigurationProperties(SearchSinkProperties.class)
class SearchSinkConfiguration {

  @Bean
  SearchSink searchSink(SearchSinkProperties properties, MeterRegistry meters) {
    return new SearchSink(new BulkClient(WebClient.builder(), properties), meters);
  }

  @Bean
  EventSubscription<ActivityRecorded> searchSinkActivities(SearchSink sink) {
    return EventSubscription.shared(
        "search-sink", ActivityRecorded.TOPIC, ActivityRecorded.TYPE, ActivityRecorded.class, sink);
  }
}
