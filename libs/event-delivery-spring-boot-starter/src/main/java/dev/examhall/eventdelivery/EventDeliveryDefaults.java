package dev.examhall.eventdelivery;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Where Kafka is, unless a service says otherwise: lowest precedence. */
final class EventDeliveryDefaults implements EnvironmentPostProcessor {

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "examhallEventDeliveryDefaults",
                Map.of(
                    "spring.kafka.bootstrap-servers",
                    "${EXAMHALL_KAFKA_BOOTSTRAP_SERVERS:127.0.0.1:8088}",
                    // Kafka's client repeats itself each second while the broker is gone; event
                    // delivery says it once.
                    "logging.level.org.apache.kafka",
                    "ERROR")));
  }
}
