package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.web.Answers;
import dev.examhall.gateway.web.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers in place of a service that did not. */
@Component
final class UpstreamFallback {

  private static final Logger log = LoggerFactory.getLogger(UpstreamFallback.class);

  private final Answers answers;
  private final GatewayProperties.Limits limits;

  UpstreamFallback(Answers answers, GatewayProperties properties) {
    this.answers = answers;
    this.limits = properties.limits();
  }

  Mono<Void> answer(ServerWebExchange exchange, Route route, Throwable error) {
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(error);
    }
    UpstreamFailure failure = UpstreamFailure.of(error);
    if (failure == UpstreamFailure.BODY_TOO_LARGE) {
      return answers.bodyTooLarge(
          exchange, (route.upload() ? limits.upload() : limits.body()).toBytes());
    }
    if (failure == UpstreamFailure.BODY_TOO_SLOW) {
      return answers.bodyTooSlow(exchange);
    }
    if (failure != UpstreamFailure.NOT_ASKED) {
      log.atWarn()
          .addKeyValue("route", route.id())
          .addKeyValue("service", route.backend().serviceId())
          .addKeyValue("failure", failure)
          .addKeyValue("trace_id", Client.of(exchange).traceId())
          .log("A service did not answer: {}", error.toString());
    }
    return switch (failure) {
      case NOT_CONNECTED, BROKEN_OFF, NOT_ASKED ->
          answers.unavailable(exchange, route.backend().spoken(), route.safe());
      case TIMED_OUT -> answers.timedOut(exchange, route.backend().spoken(), route.safe());
      case OTHER, BODY_TOO_LARGE, BODY_TOO_SLOW -> Mono.error(error);
    };
  }
}
