package dev.examhall.monitoring.polling;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.publishing.ServiceId;
import dev.examhall.identity.ServiceTokenFilter;
import dev.examhall.identity.ServiceTokens;
import dev.examhall.monitoring.MonitoringProperties;
import dev.examhall.monitoring.duty.DutyKeeper;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.HealthChange;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.ServiceHealth;
import dev.examhall.monitoring.history.HealthHistory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class PollingConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  HealthBoard healthBoard(MonitoringProperties properties, Clock clock) {
    return new HealthBoard(properties.watched(), properties.polling().thresholds(), clock);
  }

  @Bean
  HealthChangePublisher healthChangePublisher(EventSpool spool) {
    return new HealthChangePublisher(spool);
  }

  @Bean
  ObservationSink observationSink(
      HealthHistory history,
      HealthChangePublisher publisher,
      DutyKeeper duty,
      LastLook lastLook,
      MeterRegistry meters) {
    return new ObservationSink() {
      @Override
      public void observed(ServiceHealth health, Observation observation) {
        lastLook.now();
        count(meters, health.id(), observation);
        if (duty.keeps()) {
          history.keep(health, observation);
        }
      }

      @Override
      public void changed(HealthChange change) {
        if (duty.keeps()) {
          history.keep(change);
          publisher.publish(change);
        }
      }
    };
  }

  @Bean
  LastLook lastLook(Clock clock) {
    return new LastLook(clock);
  }

  @Bean
  Isolation isolation(MonitoringProperties properties, ServiceId self) {
    return new Isolation(
        properties.targets().keySet().stream().filter(id -> !id.equals(self.value())).toList(),
        new WitnessClient(properties.network().witnesses())::anyIsThere);
  }

  @Bean
  HealthPoller healthPoller(
      MonitoringProperties properties,
      WebClient.Builder http,
      ServiceTokens tokens,
      HealthBoard board,
      Isolation isolation,
      DutyKeeper duty,
      ObservationSink sink,
      ObservationRegistry observations) {
    PollSpans spans = new PollSpans(observations);
    Map<String, Look> looks = new LinkedHashMap<>();
    properties
        .targets()
        .forEach(
            (id, service) ->
                looks.put(
                    id,
                    spans.of(
                        id,
                        new HealthClient(
                            http,
                            service.uri(),
                            ServiceTokenFilter.forAudience(tokens, id),
                            service.timeout()))));
    MonitoringProperties.Polling polling = properties.polling();
    return new HealthPoller(
        looks,
        board,
        new PollSchedule(polling.interval(), polling.recheck(), polling.jitter()),
        sink,
        isolation,
        duty::asks,
        Schedulers.parallel(),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  private static void count(MeterRegistry meters, String service, Observation observation) {
    switch (observation) {
      case Observation.Answered answered -> record(meters, service, "answered", answered.latency());
      case Observation.Failed failed -> record(meters, service, "failed", failed.latency());
      case Observation.Inconclusive inconclusive ->
          record(meters, service, "inconclusive", Duration.ZERO);
    }
  }

  private static void record(
      MeterRegistry meters, String service, String outcome, Duration latency) {
    meters.timer(PollingMetric.POLLS.key(), "service", service, "outcome", outcome).record(latency);
  }
}
