package dev.examhall.gateway.route;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Ends event streams before the web server waits for open answers to end: they never would. The
 * browsers connect again, to a gateway that stays.
 */
@Component
final class OpenStreams implements GlobalFilter, Ordered, SmartLifecycle {

  private final Sinks.Empty<Void> stopping = Sinks.empty();
  private volatile boolean running;

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    return chain
        .filter(exchange)
        .takeUntilOther(
            stopping
                .asMono()
                .then(Mono.defer(() -> isStream(exchange) ? Mono.empty() : Mono.never())));
  }

  private static boolean isStream(ServerWebExchange exchange) {
    return MediaType.TEXT_EVENT_STREAM.isCompatibleWith(
        exchange.getResponse().getHeaders().getContentType());
  }

  /** Around the filter that writes answers. */
  @Override
  public int getOrder() {
    return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    stopping.tryEmitEmpty();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
  }
}
