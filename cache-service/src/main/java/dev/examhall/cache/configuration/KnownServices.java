package dev.examhall.cache.configuration;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Authorization headers that the security chain has let through as a service's, until their tokens
 * end: so that what is asked most does not go through that chain each time. It comes after the
 * chain and learns only what that has verified.
 */
@Component
@Order(0)
public final class KnownServices implements WebFilter {

  private static final int MOST = 1000;
  private static final String SCHEME = "Bearer ";

  private final ConcurrentHashMap<String, Long> endOfHeaders = new ConcurrentHashMap<>();
  private final JsonMapper mapper;
  private final Clock clock;

  KnownServices(JsonMapper mapper, Clock clock) {
    this.mapper = mapper;
    this.clock = clock;
  }

  /** Whether the security chain would let a request with these headers through. */
  public boolean include(HttpHeaders headers) {
    String header = headers.getFirst(HttpHeaders.AUTHORIZATION);
    Long end = header == null ? null : endOfHeaders.get(header);
    return end != null && clock.millis() < end;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    if (header == null || include(exchange.getRequest().getHeaders())) {
      return chain.filter(exchange);
    }
    return exchange
        .getPrincipal()
        .doOnNext(
            principal -> {
              if (principal instanceof Authentication verified
                  && verified.isAuthenticated()
                  && verified.getAuthorities().stream()
                      .anyMatch(right -> "ROLE_SERVICE".equals(right.getAuthority()))) {
                remember(header);
              }
            })
        .then(chain.filter(exchange));
  }

  private void remember(String header) {
    Long end = end(header);
    if (end != null) {
      if (endOfHeaders.size() >= MOST) {
        long now = clock.millis();
        endOfHeaders.values().removeIf(each -> each <= now);
      }
      if (endOfHeaders.size() < MOST) {
        endOfHeaders.put(header, end);
      }
    }
  }

  /** Milliseconds since 1970; null when it is not to be found. */
  private @Nullable Long end(String header) {
    String[] parts = header.substring(Math.min(SCHEME.length(), header.length())).split("\\.", -1);
    if (!header.startsWith(SCHEME) || parts.length != 3) {
      return null;
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      long seconds =
          mapper.readTree(new String(claims, StandardCharsets.UTF_8)).path("exp").asLong(0);
      return seconds > 0 ? seconds * 1000 : null;
    } catch (IllegalArgumentException | JacksonException e) {
      return null;
    }
  }
}
