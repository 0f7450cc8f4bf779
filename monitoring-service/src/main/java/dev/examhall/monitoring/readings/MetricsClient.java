package dev.examhall.monitoring.readings;

import java.net.URI;
import java.time.Duration;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Reads one service's metrics. */
final class MetricsClient {

  private static final int LARGEST_ANSWER = 4 * 1024 * 1024;

  private final WebClient http;
  private final Duration timeout;

  MetricsClient(
      WebClient.Builder builder, URI service, ExchangeFilterFunction token, Duration timeout) {
    this.http =
        builder
            .clone()
            .baseUrl(service.toString())
            .filter(token)
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER))
            .build();
    this.timeout = timeout;
  }

  Mono<Counters> read() {
    return http.get()
        .uri("/actuator/prometheus")
        .retrieve()
        .bodyToMono(String.class)
        .timeout(timeout)
        .map(Counters::of);
  }
}
