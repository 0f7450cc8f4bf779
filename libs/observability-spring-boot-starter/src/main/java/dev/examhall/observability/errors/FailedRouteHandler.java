package dev.examhall.observability.errors;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Remembers an exception's route, and leaves the answer to the service's own handler. */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class FailedRouteHandler implements WebExceptionHandler {

  private final FailedRequests requests;

  FailedRouteHandler(FailedRequests requests) {
    this.requests = requests;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    // The template, never the address: it may name a session.
    Object pattern = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    requests.failed(
        failure,
        exchange.getRequest().getMethod() + " " + (pattern == null ? "(no route)" : pattern));
    return Mono.error(failure);
  }
}
