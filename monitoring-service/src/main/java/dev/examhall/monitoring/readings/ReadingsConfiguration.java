package dev.examhall.monitoring.readings;

import dev.examhall.identity.ServiceTokenFilter;
import dev.examhall.identity.ServiceTokens;
import dev.examhall.monitoring.MonitoringProperties;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class ReadingsConfiguration {

  @Bean
  ServiceReadings serviceReadings(Clock clock) {
    return new ServiceReadings(clock);
  }

  /** Every instance reads them: an operators' page may be served by any. */
  @Bean
  MetricsWatch metricsWatch(
      MonitoringProperties properties,
      WebClient.Builder http,
      ServiceTokens tokens,
      ServiceReadings readings) {
    Map<String, MetricsClient> clients = new LinkedHashMap<>();
    properties
        .targets()
        .forEach(
            (id, service) ->
                clients.put(
                    id,
                    new MetricsClient(
                        http,
                        service.uri(),
                        ServiceTokenFilter.forAudience(tokens, id),
                        service.timeout())));
    return new MetricsWatch(
        clients, readings, properties.metrics().interval(), () -> true, Schedulers.parallel());
  }
}
