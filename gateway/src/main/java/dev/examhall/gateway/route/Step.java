package dev.examhall.gateway.route;

import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** One thing that is decided or done about a request before the next. */
@FunctionalInterface
interface Step {

  /** Answers the exchange, or leaves that to what comes next. */
  Mono<Void> filter(ServerWebExchange exchange, Next next);

  /** What comes after a step. */
  @FunctionalInterface
  interface Next {
    /** Goes on. */
    Mono<Void> filter(ServerWebExchange exchange);
  }

  /** This step, and that after it. */
  default Next before(Next next) {
    return exchange -> filter(exchange, next);
  }
}
