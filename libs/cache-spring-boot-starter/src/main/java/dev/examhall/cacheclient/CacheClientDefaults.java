package dev.examhall.cacheclient;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Reads the suite's environment variables, below everything that a service configures itself. */
final class CacheClientDefaults implements EnvironmentPostProcessor {

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "examhall-cache-client",
                Map.of(
                    "examhall.cache-client.url", "${EXAMHALL_CACHE_URL:http://127.0.0.1:8082}",
                    "spring.kafka.bootstrap-servers",
                        "${EXAMHALL_KAFKA_BOOTSTRAP_SERVERS:127.0.0.1:8088}")));
  }
}
