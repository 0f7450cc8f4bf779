package dev.examhall.cacheclient;

import dev.examhall.cacheclient.CacheServiceCalls.Request;
import dev.examhall.cacheclient.CacheServiceCalls.Response;
import dev.examhall.cacheclient.Lookup.Filled;
import dev.examhall.cacheclient.Lookup.Hit;
import dev.examhall.cacheclient.Lookup.Invalidation;
import dev.examhall.cacheclient.Lookup.Miss;
import dev.examhall.cacheclient.Lookup.Payload;
import dev.examhall.cacheclient.Lookup.Unavailable;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The REST client of cache-service. Its reads and fills never fail: they find nothing. */
final class CacheServiceClient {

  static final String FILL_TOKEN = "Examhall-Fill-Token";
  static final String LEASE = "Examhall-Lease";
  private static final String LOAD_TIME = "Examhall-Load-Time";
  private static final String CACHE_STATUS = "Cache-Status";
  private static final String VALUES = "application/vnd.examhall.values";
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;

  /** No call asks for more keys. */
  static final int MOST_IN_A_BATCH = 64;

  private static final Logger log = LoggerFactory.getLogger(CacheServiceClient.class);

  private final CacheServiceCalls calls;
  private final Deadlines deadlines;
  private final JsonMapper mapper;
  private final CircuitBreaker breaker;
  private final Duration deadline;

  /**
   * A client.
   *
   * @param deadline for a whole exchange, connecting included
   */
  CacheServiceClient(
      CacheServiceCalls calls,
      Deadlines deadlines,
      JsonMapper mapper,
      CircuitBreaker breaker,
      Duration deadline) {
    this.calls = calls;
    this.deadlines = deadlines;
    this.mapper = mapper;
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
    Request request =
        new Request(
            "POST",
            "/api/v1/cache/batch-get",
            Map.of(HttpHeaders.CONTENT_TYPE, ValueCodec.JSON, HttpHeaders.ACCEPT, VALUES),
            mapper.writeValueAsBytes(
                Map.of("keys", keys.stream().map(CacheKey::toString).toList())));
    return deadlines
        .within(
            deadline,
            calls
                .send(request)
                .map(
                    response ->
                        response.status() == OK
                            ? lookups(response.body(), keys.size())
                            : unexpected(response)))
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
    Request request = new Request("GET", path(key) + query, Map.of(), null);
    return deadlines
        .within(longest, calls.send(request).map(CacheServiceClient::lookup))
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
    Map<String, String> headers = new LinkedHashMap<>();
    if (fillToken != null) {
      headers.put(FILL_TOKEN, fillToken);
    }
    headers.put(LOAD_TIME, loadTime.toString());
    headers.put(HttpHeaders.CONTENT_TYPE, payload.contentType());
    if (payload.contentEncoding() != null) {
      headers.put(HttpHeaders.CONTENT_ENCODING, payload.contentEncoding());
    }
    Request request = new Request("PUT", path(key) + query(options), headers, payload.bytes());
    return deadlines
        .within(
            deadline,
            calls
                .send(request)
                .map(
                    response ->
                        switch (response.status()) {
                          case NO_CONTENT -> Filled.STORED;
                          case CONFLICT -> Filled.INVALIDATED_MEANWHILE;
                          default -> unexpected(response);
                        }))
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .onErrorResume(
            e -> {
              log.debug("cache-service did not store {}: {}", key, e.toString());
              return Mono.just(Filled.NOT_STORED);
            });
  }

  /** Gives a lease back after a load failed. */
  Mono<Void> release(CacheKey key, String fillToken) {
    Request request =
        new Request("DELETE", path(key) + "/lease", Map.of(FILL_TOKEN, fillToken), null);
    return deadlines
        .within(deadline, calls.send(request))
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .onErrorComplete()
        .then();
  }

  /**
   * Invalidates. An error means that it may not have happened and must be repeated; the circuit
   * breaker is not asked, because an invalidation is always worth trying.
   */
  Mono<Void> invalidate(Invalidation invalidation) {
    Request request =
        new Request(
            "POST",
            "/api/v1/cache/invalidations",
            Map.of(HttpHeaders.CONTENT_TYPE, ValueCodec.JSON),
            mapper.writeValueAsBytes(invalidation));
    return deadlines
        .within(
            deadline,
            calls
                .send(request)
                .doOnNext(
                    response -> {
                      if (response.status() / 100 != 2) {
                        throw refused(response);
                      }
                    }))
        .then();
  }

  private static Lookup lookup(Response response) {
    if (response.status() == OK) {
      String type =
          Objects.requireNonNullElse(response.header(HttpHeaders.CONTENT_TYPE), ValueCodec.BYTES);
      return new Hit(
          new Payload(response.body(), type, response.header(HttpHeaders.CONTENT_ENCODING)),
          freshFor(response.header(CACHE_STATUS)),
          response.header(FILL_TOKEN));
    }
    String token = response.header(FILL_TOKEN);
    if (response.status() == NOT_FOUND && token != null) {
      return new Miss(token, "held".equals(response.header(LEASE)));
    }
    return unexpected(response);
  }

  private static <T> T unexpected(Response response) {
    throw refused(response);
  }

  private static RuntimeException refused(Response response) {
    int status = response.status();
    if (status >= 500 || status == TOO_MANY) {
      return new Failing("cache-service answered " + status);
    }
    log.warn(
        "cache-service refused a request with {}: {}",
        status,
        new String(response.body(), StandardCharsets.UTF_8));
    return new Refused("cache-service refused with " + status);
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

  private static String path(CacheKey key) {
    // The characters of keys need no escaping in a path.
    return "/api/v1/cache/" + key.prefix() + '/' + key.entity() + ':' + key.rest();
  }
}
