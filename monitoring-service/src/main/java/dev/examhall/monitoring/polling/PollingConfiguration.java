package dev.examhall.monitoring.polling;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.publishing.ServiceId;
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
  ActuatorClient actuatorClient(WebClient.Builder http, ServiceTokens tokens) {
    return new ActuatorClient(http, tokens);
  }

  @Bean
  HealthPoller healthPoller(
      MonitoringProperties properties,
      ActuatorClient clients,
      WatchedTargets targets,
      ServiceId self,
      HealthBoard board,
      Isolation isolation,
      DutyKeeper duty,
      ObservationSink sink,
      ObservationRegistry observations) {
    MonitoringProperties.Polling polling = properties.polling();
    HealthPoller poller =
        new HealthPoller(
            Map.of(),
            board,
            new PollSchedule(polling.interval(), polling.recheck(), polling.jitter()),
            sink,
            isolation,
            duty::asks,
            Schedulers.parallel(),
            () -> ThreadLocalRandom.current().nextDouble());
    PollSpans spans = new PollSpans(observations);
    targets.tell(
        new WatchedTargets.Watcher() {
          @Override
          public void watch(WatchedTargets.Watched service) {
            if (!service.id().equals(self.value())) {
              isolation.watch(service.id());
            }
            poller.watch(
                service.id(),
                spans.of(
                    service.id(),
                    new HealthClient(
                        clients.of(service.id(), service.uri(), HealthClient.LARGEST_ANSWER),
                        service.timeout())));
          }

          @Override
          public void forget(String id) {
            isolation.forget(id);
            poller.forget(id);
          }
        });
    return poller;
  }

  @Bean
  WatchedTargets watchedTargets(MonitoringProperties properties, HealthBoard board) {
    return WatchedTargets.of(
        board,
        properties.targets().entrySet().stream()
            .map(
                service ->
                    new WatchedTargets.Watched(
                        service.getKey(), service.getValue().uri(), service.getValue().timeout()))
            .toList());
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
