package dev.examhall.gateway.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Turns away what must not go further, before anything else looks at it. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
final class RequestCheckFilter implements WebFilter {

  private final Answers answers;

  RequestCheckFilter(Answers answers) {
    this.answers = answers;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    return switch (RequestCheck.of(
        request.getMethod(),
        request.getURI().getRawPath(),
        request.getHeaders()::getFirst,
        !request.getCookies().isEmpty(),
        Client.of(exchange))) {
      case PASS -> chain.filter(exchange);
      case METHOD_NOT_ALLOWED -> answers.methodNotAllowed(exchange);
      case AMBIGUOUS_PATH -> answers.badPath(exchange);
      case UNREADABLE_HOST -> answers.badRequest(exchange);
      case CROSS_SITE -> answers.crossSite(exchange);
    };
  }
}
