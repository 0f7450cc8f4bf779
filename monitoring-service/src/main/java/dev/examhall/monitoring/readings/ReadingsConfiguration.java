package dev.examhall.monitoring.readings;

import dev.examhall.monitoring.MonitoringProperties;
import dev.examhall.monitoring.polling.ActuatorClient;
import dev.examhall.monitoring.polling.WatchedTargets;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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
      ActuatorClient actuators,
      WatchedTargets targets,
      ServiceReadings readings) {
    MetricsWatch watch =
        new MetricsWatch(
            readings, properties.metrics().interval(), () -> true, Schedulers.parallel());
    targets.tell(
        new WatchedTargets.Watcher() {
          @Override
          public void watch(WatchedTargets.Watched service) {
            watch.watch(
                service.id(),
                new MetricsClient(
                    actuators.of(service.id(), service.uri(), MetricsClient.LARGEST_ANSWER),
                    service.timeout()));
          }

          @Override
          public void forget(String id) {
            watch.forget(id);
          }
        });
    return watch;
  }
}
