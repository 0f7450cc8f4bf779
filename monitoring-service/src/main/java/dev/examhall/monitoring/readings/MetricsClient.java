package dev.examhall.monitoring.readings;

import java.time.Duration;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Reads one service's metrics. */
final class MetricsClient {

  static final int LARGEST_ANSWER = 4 * 1024 * 1024;

  private final WebClient http;
  private final Duration timeout;

  MetricsClient(WebClient http, Duration timeout) {
    this.http = http;
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
