package dev.examhall.gateway.web;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers for errors that nothing else has answered; never with an exception's message. */
@Component
@Order(-2)
final class ErrorAnswers implements ErrorWebExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

  private final Answers answers;
  private final AllowedMethods allowedMethods;

  ErrorAnswers(Answers answers, AllowedMethods allowedMethods) {
    this.answers = answers;
    this.allowedMethods = allowedMethods;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
    if (exchange.getResponse().isCommitted()) {
      // half an answer is out: only a broken connection tells the client so
      return Mono.error(error);
    }
    if (error instanceof ResponseStatusException known) {
      HttpStatusCode status = known.getStatusCode();
      if (status.is4xxClientError()) {
        return switch (status.value()) {
          case 404 -> nothingThere(exchange);
          case 405 -> answers.methodNotAllowed(exchange);
          case 408 -> answers.bodyTooSlow(exchange);
          default -> answers.badRequest(exchange);
        };
      }
    }
    log.atError()
        .setCause(error)
        .addKeyValue("route", RouteName.of(exchange))
        .addKeyValue("trace_id", Client.of(exchange).traceId())
        .log("A request failed in the gateway itself");
    return answers.internalError(exchange);
  }

  private Mono<Void> nothingThere(ServerWebExchange exchange) {
    Set<HttpMethod> allowed =
        allowedMethods.at(exchange.getRequest().getPath().pathWithinApplication());
    return allowed.isEmpty()
        ? answers.notFound(exchange)
        : answers.methodNotAllowed(exchange, allowed);
  }
}
