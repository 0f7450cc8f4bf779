package dev.examhall.gateway.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Puts {@link SecurityHeaders} on what filters and controllers answer. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class SecurityHeadersFilter implements WebFilter {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> harden(exchange)));
    return chain.filter(exchange);
  }

  private static void harden(ServerWebExchange exchange) {
    SecurityHeaders.harden(
        exchange.getResponse().getHeaders(),
        exchange.getRequest().getURI().getRawPath(),
        Client.of(exchange).secure());
  }
}
