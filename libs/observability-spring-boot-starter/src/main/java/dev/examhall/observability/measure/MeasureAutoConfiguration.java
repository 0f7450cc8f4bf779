package dev.examhall.observability.measure;

import dev.examhall.eventdelivery.publishing.EventPublishingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.proxy.listener.ProxyExecutionListener;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.autoconfigure.ProxyConnectionFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** {@link MeasureTime} and {@link MonitorQueries}. */
@AutoConfiguration(after = EventPublishingAutoConfiguration.class)
@EnableConfigurationProperties(MeasureProperties.class)
public class MeasureAutoConfiguration {

  @Bean
  static MeasureTimeAspect measureTimeAspect(MeterRegistry meters, MeasureProperties properties) {
    return new MeasureTimeAspect(meters, properties.slowOperation());
  }

  /** In services that have a database. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ProxyConnectionFactoryCustomizer.class, ProxyExecutionListener.class})
  static class Queries {

    @Bean
    static MonitorQueriesAspect monitorQueriesAspect(
        MeterRegistry meters, MeasureProperties properties) {
      return new MonitorQueriesAspect(meters, properties.manyQueries());
    }

    @Bean
    ProxyConnectionFactoryCustomizer queryListener(MeterRegistry meters) {
      return proxy -> proxy.listener(new QueryListener(meters));
    }
  }
}
