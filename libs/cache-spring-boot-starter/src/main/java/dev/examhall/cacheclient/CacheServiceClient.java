package dev.examhall.cacheclient;

import dev.examhall.cacheclient.Lookup.Filled;
import dev.examhall.cacheclient.Lookup.Hit;
import dev.examhall.cacheclient.Lookup.Invalidation;
import dev.examhall.cacheclient.Lookup.Miss;
import dev.examhall.cacheclient.Lookup.Payload;
import dev.examhall.cacheclient.Lookup.Unavailable;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** The REST client of cache-service. Its reads and fills never fail: they find nothing. */
final class CacheServiceClient {

  static final String FILL_TOKEN = "Examhall-Fill-Token";
  static final String LEASE = "Examhall-Lease";
  private static final String LOAD_TIME = "Examhall-Load-Time";
  private static final String CACHE_STATUS = "Cache-Status";
  private static final String VALUES = "application/vnd.examhall.values";
  private static final byte[] NOTHING = {};

  /** No call asks for more keys. */
  static final int MOST_IN_A_BATCH = 64;

  private static final Logger log = LoggerFactory.getLogger(CacheServiceClient.class);

  private final WebClient http;
  private final URI base;
  private final CircuitBreaker breaker;
  private final Duration deadline;

  /**
   * A client.
   *
   * @param deadline for a whole exchange, connecting included
   */
  CacheServiceClient(WebClient http, URI base, CircuitBreaker breaker, Duration deadline) {
    this.http = http;
    this.base = base;
    this.breaker = breaker;
    this.deadline = deadline;
  }

  /** An answer that says the caller did something wrong; not an outage. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message, null, false, false);
    }
  }

  /** An answer that says cache-service cannot do it now. */
  private static final class Failing extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failing(String message) {
      super(message, null, false, false);
    }
  }

  /** Whether the error leaves the circuit breaker alone. */
  static boolean isNoOutage(Throwable error) {
    return error instanceof Refused;
  }

  /** Looks a key up for somebody who will not load it. */
  Mono<Lookup> peek(CacheKey key) {
    return get(key, "?lease=false", deadline);
  }

  /**
   * Looks a key up for somebody who will load it when it is missing.
   *
   * @param wait how long cache-service may hold the answer back while another process loads the key
   */
  Mono<Lookup> getOrLease(CacheKey key, Duration wait) {
    return get(key, "?wait=" + wait, deadline.plus(wait));
  }

  /**
   * Looks keys up in one call, for somebody who will not load them; in their order.
   *
   * @param keys at most {@link #MOST_IN_A_BATCH}
   */
  Mono<List<Lookup>> peekAll(List<CacheKey> keys) {
    return http.post()
        .uri(URI.create(base + "/api/v1/cache/batch-get"))
        .contentType(MediaType.APPLICATION_JSON)
        .header(HttpHeaders.ACCEPT, VALUES)
        .bodyValue(Map.of("keys", keys.stream().map(CacheKey::toString).toList()))
        .exchangeToMono(
            response ->
                response.statusCode().isSameCodeAs(HttpStatus.OK)
                    ? response.bodyToMono(byte[].class).map(bytes -> lookups(bytes, keys.size()))
                    : CacheServiceClient.<List<Lookup>>unexpected(response))
        .timeout(deadline)
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .onErrorResume(
            e -> {
              log.debug("cache-service did not answer for {} keys: {}", keys.size(), e.toString());
              return Mono.just(Collections.nCopies(keys.size(), new Unavailable()));
            });
  }

  /** The format is described in cache-service's OpenAPI file. */
  private static List<Lookup> lookups(byte[] bytes, int count) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<Lookup> lookups = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (buffer.get() == 0) {
        lookups.add(new Unavailable());
        continue;
      }
      Duration freshFor = Duration.ofSeconds(buffer.getLong());
      buffer.getLong(); // its age
      String type = text(buffer);
      String encoding = text(buffer);
      byte[] body = new byte[buffer.getInt()];
      buffer.get(body);
      lookups.add(
          new Hit(new Payload(body, type, encoding.isEmpty() ? null : encoding), freshFor, null));
    }
    return lookups;
  }

  private static String text(ByteBuffer buffer) {
    byte[] text = new byte[buffer.getShort()];
    buffer.get(text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  private Mono<Lookup> get(CacheKey key, String query, Duration longest) {
    return http.get()
        .uri(uri(key, query))
        .exchangeToMono(CacheServiceClient::lookup)
        .timeout(longest)
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .onErrorResume(
            e -> {
              log.debug("cache-service did not answer for {}: {}", key, e.toString());
              return Mono.just(new Unavailable());
            });
  }

  /**
   * Fills a key.
   *
   * @param fillToken from the miss; null to store whatever happened since
   * @param loadTime how long the value took to load; decides how early it is loaded again
   */
  Mono<Filled> put(
      CacheKey key,
      Payload payload,
      CacheOptions options,
      @Nullable String fillToken,
      Duration loadTime) {
    return http.put()
        .uri(uri(key, query(options)))
        .headers(
            headers -> {
              if (fillToken != null) {
                headers.set(FILL_TOKEN, fillToken);
              }
              headers.set(LOAD_TIME, loadTime.toString());
              headers.set(HttpHeaders.CONTENT_TYPE, payload.contentType());
              if (payload.contentEncoding() != null) {
                headers.set(HttpHeaders.CONTENT_ENCODING, payload.contentEncoding());
              }
            })
        .bodyValue(payload.bytes())
        .exchangeToMono(
            response ->
                switch (response.statusCode().value()) {
                  case 204 -> response.releaseBody().thenReturn(Filled.STORED);
                  case 409 -> response.releaseBody().thenReturn(Filled.INVALIDATED_MEANWHILE);
                  default -> unexpected(response);
                })
        .timeout(deadline)
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .onErrorResume(
            e -> {
              log.debug("cache-service did not store {}: {}", key, e.toString());
              return Mono.just(Filled.NOT_STORED);
            });
  }

  /** Gives a lease back after a load failed. */
  Mono<Void> release(CacheKey key, String fillToken) {
    return http.delete()
        .uri(URI.create(base + "/api/v1/cache/" + key.prefix() + '/' + rest(key) + "/lease"))
        .header(FILL_TOKEN, fillToken)
        .exchangeToMono(ClientResponse::releaseBody)
        .timeout(deadline)
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .onErrorComplete();
  }

  /**
   * Invalidates. An error means that it may not have happened and must be repeated; the circuit
   * breaker is not asked, because an invalidation is always worth trying.
   */
  Mono<Void> invalidate(Invalidation invalidation) {
    return http.post()
        .uri(URI.create(base + "/api/v1/cache/invalidations"))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(invalidation)
        .exchangeToMono(
            response ->
                response.statusCode().is2xxSuccessful()
                    ? response.releaseBody()
                    : CacheServiceClient.<Void>unexpected(response))
        .timeout(deadline);
  }

  private static Mono<Lookup> lookup(ClientResponse response) {
    HttpHeaders headers = response.headers().asHttpHeaders();
    HttpStatusCode status = response.statusCode();
    if (status.isSameCodeAs(HttpStatus.OK)) {
      String type =
          Objects.requireNonNullElse(headers.getFirst(HttpHeaders.CONTENT_TYPE), ValueCodec.BYTES);
      return response
          .bodyToMono(byte[].class)
          .defaultIfEmpty(NOTHING)
          .map(
              bytes ->
                  new Hit(
                      new Payload(bytes, type, headers.getFirst(HttpHeaders.CONTENT_ENCODING)),
                      freshFor(headers.getFirst(CACHE_STATUS)),
                      headers.getFirst(FILL_TOKEN)));
    }
    String token = headers.getFirst(FILL_TOKEN);
    if (status.isSameCodeAs(HttpStatus.NOT_FOUND) && token != null) {
      return response
          .releaseBody()
          .thenReturn(new Miss(token, "held".equals(headers.getFirst(LEASE))));
    }
    return unexpected(response);
  }

  private static <T> Mono<T> unexpected(ClientResponse response) {
    int status = response.statusCode().value();
    return response
        .bodyToMono(String.class)
        .defaultIfEmpty("")
        .flatMap(
            body -> {
              if (status >= 500 || status == 429) {
                return Mono.error(new Failing("cache-service answered " + status));
              }
              log.warn("cache-service refused a request with {}: {}", status, body);
              return Mono.error(new Refused("cache-service refused with " + status));
            });
  }

  /** The {@code ttl} of a Cache-Status header (RFC 9211), in seconds. */
  static Duration freshFor(@Nullable String cacheStatus) {
    if (cacheStatus != null) {
      for (String parameter : cacheStatus.split(";", -1)) {
        String text = parameter.strip();
        if (text.startsWith("ttl=")) {
          try {
            return Duration.ofSeconds(Long.parseLong(text.substring(4)));
          } catch (NumberFormatException e) {
            return Duration.ZERO;
          }
        }
      }
    }
    return Duration.ZERO;
  }

  private static String query(CacheOptions options) {
    StringBuilder query = new StringBuilder();
    Duration ttl = options.ttl();
    if (ttl != null) {
      query.append("&ttl=").append(ttl);
    }
    if (!options.staleFor().isZero()) {
      query.append("&stale=").append(options.staleFor());
    }
    if (!options.tags().isEmpty()) {
      query.append("&tags=").append(String.join(",", options.tags()));
    }
    return query.isEmpty() ? "" : "?" + query.substring(1);
  }

  private URI uri(CacheKey key, String query) {
    // The characters of keys need no escaping in a path.
    return URI.create(base + "/api/v1/cache/" + key.prefix() + '/' + rest(key) + query);
  }

  private static String rest(CacheKey key) {
    return key.entity() + ':' + key.rest();
  }
}
