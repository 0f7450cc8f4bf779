package dev.examhall.examrender.ahead;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Remembers that the request which a connection answers now has waited for as long as anybody
 * should, before the framework got it.
 */
public final class WaitedAhead {

  private static final AttributeKey<Boolean> KEY =
      AttributeKey.valueOf(WaitedAhead.class, "waited");

  private WaitedAhead() {}

  static void note(Channel channel) {
    channel.attr(KEY).set(true);
  }

  static void forget(Channel channel) {
    channel.attr(KEY).set(null);
  }

  /** Whether this request should be told of an outage, and not wait for the same again. */
  public static boolean is(ServerWebExchange exchange) {
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
