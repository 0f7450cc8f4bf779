package dev.examhall.monitoring.polling;

import dev.examhall.monitoring.health.Observation;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;

/** Asks one service for its health. */
final class HealthClient implements Look {

  static final int LARGEST_ANSWER = 256 * 1024;

  private final WebClient http;
  private final Duration timeout;

  /**
   * @param http has the service's address, and signs the question
   * @param timeout for the whole answer, from connecting to its last byte
   */
  HealthClient(WebClient http, Duration timeout) {
    this.http = http;
    this.timeout = timeout;
  }

  @Override
  public Mono<Observation> observe() {
    return http.get()
        .uri("/actuator/health")
        .exchangeToMono(
            answer ->
                answer
                    .bodyToMono(byte[].class)
                    .defaultIfEmpty(new byte[0])
                    .map(body -> new Answer(answer.statusCode().value(), body)))
        .timeout(timeout)
        .elapsed()
        .map(
            timed ->
                HealthAnswerReader.read(
                    timed.getT2().status(), timed.getT2().body(), Duration.ofMillis(timed.getT1())))
        .onErrorResume(failure -> Mono.just(failed(failure)));
  }

  private Observation failed(Throwable failure) {
    return switch (failure) {
      case TimeoutException slow ->
          new Observation.Failed("no answer within " + timeout.toMillis() + " ms", timeout, true);
      case WebClientRequestException unreachable ->
          new Observation.Failed(
              "cannot be reached: " + unreachable.getMostSpecificCause().getMessage(),
              Duration.ZERO,
              true);
      case DataBufferLimitException tooLong ->
          new Observation.Failed("answered too much", Duration.ZERO);
      // Anything else went wrong on this side: it must not be held against the service.
      default -> new Observation.Inconclusive("could not ask: " + failure);
    };
  }

  private record Answer(int status, byte[] body) {}
}
