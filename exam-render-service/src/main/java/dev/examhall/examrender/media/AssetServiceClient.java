package dev.examhall.examrender.media;

import dev.examhall.examrender.problem.HandedOnProblem;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.identity.ServiceTokenFilter;
import dev.examhall.identity.ServiceTokens;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** asset-service's media API. */
@Component
class AssetServiceClient implements MediaStore {

  private static final String AUDIENCE = "asset-service";
  private static final ParameterizedTypeReference<Map<String, Object>> PROBLEM =
      new ParameterizedTypeReference<>() {};

  private final WebClient client;
  private final MediaProperties properties;
  private final CircuitBreaker breaker =
      CircuitBreaker.of(
          "asset-service-media",
          CircuitBreakerConfig.custom()
              .slidingWindowSize(10)
              .minimumNumberOfCalls(5)
              .waitDurationInOpenState(Duration.ofSeconds(10))
              .ignoreExceptions(HandedOnProblem.class)
              .build());

  AssetServiceClient(WebClient.Builder builder, ServiceTokens tokens, MediaProperties properties) {
    this.properties = properties;
    this.client =
        builder
            .baseUrl(properties.url().toString())
            .filter(ServiceTokenFilter.forAudience(tokens, AUDIENCE))
            .build();
  }

  @Override
  public Mono<StoredMedia> store(Kind kind, String name, long length, Flux<DataBuffer> content) {
    return client
        .post()
        .uri(
            uri ->
                uri.path("/api/v1/media")
                    .queryParam("kind", "{kind}")
                    .queryParam("name", "{name}")
                    .build(kind.name().toLowerCase(Locale.ROOT), name))
        .contentType(
            kind == Kind.PDF ? MediaType.APPLICATION_PDF : MediaType.APPLICATION_OCTET_STREAM)
        .headers(
            headers -> {
              if (length >= 0) {
                headers.setContentLength(length);
              }
            })
        .body(BodyInserters.fromDataBuffers(content))
        .exchangeToMono(response -> answered(response, StoredMedia.class))
        .timeout(properties.uploadTimeout())
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .onErrorMap(AssetServiceClient::isOutage, AssetServiceClient::unavailable);
  }

  @Override
  public Mono<Void> link(UUID examId, Collection<String> hashes) {
    return client
        .put()
        .uri("/api/v1/media-links/{exam}", examId)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(Map.of("hashes", hashes))
        .exchangeToMono(response -> answered(response, Void.class))
        .timeout(properties.linkTimeout())
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        // the whole list is sent each time, so sending it again does no harm
        .retryWhen(
            Retry.backoff(2, Duration.ofMillis(200))
                .filter(
                    failure ->
                        isOutage(failure) && !(failure instanceof CallNotPermittedException)))
        .onErrorMap(AssetServiceClient::isOutage, AssetServiceClient::unavailable);
  }

  private static <T> Mono<T> answered(ClientResponse response, Class<T> type) {
    if (response.statusCode().is2xxSuccessful()) {
      return response.bodyToMono(type);
    }
    if (isCallersBusiness(response)) {
      return response
          .bodyToMono(PROBLEM)
          .flatMap(body -> Mono.error(new HandedOnProblem(response.statusCode(), body)));
    }
    return response.createError();
  }

  /** A refused file is; a refused token or a broken service is ours. */
  private static boolean isCallersBusiness(ClientResponse response) {
    int status = response.statusCode().value();
    return response.statusCode().is4xxClientError()
        && status != 401
        && status != 403
        && status != 404
        && response
            .headers()
            .contentType()
            .filter(MediaType.APPLICATION_PROBLEM_JSON::isCompatibleWith)
            .isPresent();
  }

  private static boolean isOutage(Throwable failure) {
    return failure instanceof WebClientException
        || failure instanceof TimeoutException
        || failure instanceof CallNotPermittedException
        || Exceptions.isRetryExhausted(failure);
  }

  private static ProblemException unavailable(Throwable failure) {
    ProblemException problem =
        new ProblemException(
            ProblemKind.MEDIA_UNAVAILABLE,
            "The store for booklets and tracks does not answer, so the file was not added. Try"
                + " again in a minute.");
    problem.addSuppressed(failure);
    return problem;
  }
}
