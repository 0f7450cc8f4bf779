package dev.examhall.observability.measure;

import dev.examhall.eventdelivery.publishing.EventPublishingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** {@link MeasureTime}. */
@AutoConfiguration(after = EventPublishingAutoConfiguration.class)
@EnableConfigurationProperties(MeasureProperties.class)
public class MeasureAutoConfiguration {

  @Bean
  static MeasureTimeAspect measureTimeAspect(MeterRegistry meters, MeasureProperties properties) {
    return new MeasureTimeAspect(meters, properties.slowOperation());
  }
}
