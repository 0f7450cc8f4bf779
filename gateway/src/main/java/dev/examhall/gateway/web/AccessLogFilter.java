package dev.examhall.gateway.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** The first filter: knows the client, and tells the {@link AccessLog} how it ended. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class AccessLogFilter implements WebFilter {

  private final ClientReader clients;
  private final AccessLog log;

  AccessLogFilter(ClientReader clients, AccessLog log) {
    this.clients = clients;
    this.log = log;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    long start = System.nanoTime();
    SlowHeads.headIsHere(exchange.getRequest());
    clients.read(exchange.getRequest()).attachTo(exchange);
    return chain.filter(exchange).doFinally(signal -> done(exchange, start, signal));
  }

  private void done(ServerWebExchange exchange, long start, SignalType signal) {
    SlowHeads.isOver(exchange.getRequest());
    HttpStatusCode code = exchange.getResponse().getStatusCode();
    boolean cancelled = signal == SignalType.CANCEL;
    log.record(
        exchange.getRequest().getMethod().name(),
        exchange.getRequest().getURI().getRawPath(),
        RouteName.of(exchange),
        cancelled ? AccessLog.CLIENT_WENT_AWAY : code == null ? 200 : code.value(),
        System.nanoTime() - start,
        Client.of(exchange).traceId());
  }
}
