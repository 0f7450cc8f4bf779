package dev.examhall.asset.bundle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells pages of changed sources by server-sent events, in development mode. Each event is the
 * whole state, so that a page that was cut off has missed nothing.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 99)
final class LiveReloadWebFilter implements WebFilter {
  static final String EVENTS = BundleRelease.PUBLIC_PREFIX + "live-reload/events";

  /** Well within the time after which proxies take a silent connection for dead. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final DevelopmentBundles bundles;

  LiveReloadWebFilter(DevelopmentBundles bundles) {
    this.bundles = bundles;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!EVENTS.equals(exchange.getRequest().getURI().getRawPath())) {
      return chain.filter(exchange);
    }
    ServerHttpResponse response = exchange.getResponse();
    response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=utf-8");
    response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
    Flux<String> events =
        Flux.concat(
            Flux.just("retry: 300\n\n"),
            Flux.merge(
                bundles
                    .states()
                    .map(
                        state -> "data: " + JsonMapper.shared().writeValueAsString(state) + "\n\n"),
                Flux.interval(HEARTBEAT).onBackpressureDrop().map(beat -> ":\n\n")));
    return response.writeAndFlushWith(
        events.map(
            event ->
                Mono.fromSupplier(
                    () -> response.bufferFactory().wrap(event.getBytes(StandardCharsets.UTF_8)))));
  }
}
