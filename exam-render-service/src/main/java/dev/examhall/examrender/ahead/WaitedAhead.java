package dev.examhall.examrender.ahead;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.concurrent.TimeoutException;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Tells of an outage whoever has waited ahead of the framework for as long as anybody should:
 * waiting here for the same would take as long again.
 */
@Component
@Order(1)
final class WaitedAhead implements WebFilter {

  private static final AttributeKey<Boolean> KEY =
      AttributeKey.valueOf(WaitedAhead.class, "waited");

  /** The request that the connection answers now has waited. */
  static void note(Channel channel) {
    channel.attr(KEY).set(true);
  }

  /** It is answered. */
  static void forget(Channel channel) {
    channel.attr(KEY).set(null);
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return hasWaited(exchange)
        ? Mono.error(new TimeoutException("no answer ahead of the framework"))
        : chain.filter(exchange);
  }

  private static boolean hasWaited(ServerWebExchange exchange) {
    boolean[] waited = {false};
    if (ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest())
        instanceof HttpServerRequest request) {
      request.withConnection(
          connection ->
              waited[0] =
                  connection.channel().hasAttr(KEY)
                      && Boolean.TRUE.equals(connection.channel().attr(KEY).get()));
    }
    return waited[0];
  }
}
