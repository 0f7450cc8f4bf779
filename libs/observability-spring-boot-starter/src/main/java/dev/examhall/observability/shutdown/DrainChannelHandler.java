package dev.examhall.observability.shutdown;

import dev.examhall.observability.connection.HandingOnHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import reactor.netty.channel.ChannelOperations;

/**
 * While draining, reads every request as if its client had asked for the connection to be closed
 * afterwards: whatever answers it, ahead of the framework or in it, says so and does so.
 *
 * <p>A request with which the connection ends waits here until those before it are answered.
 * Reactor Netty (1.3.8) forgets one that comes before it has put the last answer away, without an
 * answer and without closing; a client that goes on at once comes early enough one time in twenty.
 */
final class DrainChannelHandler extends HandingOnHandler {

  static final String NAME = "examhall.drain";

  /** Nobody says when Reactor Netty has put an answer away. */
  private static final long LOOK_MILLIS = 1;

  private final Drain drain;

  DrainChannelHandler(Drain drain) {
    this.drain = drain;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!waiting.isEmpty()) {
      waiting.add(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      if (drain.hasBegun()) {
        request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
      if (!HttpUtil.isKeepAlive(request) && isBusy(ctx)) {
        waiting.add(message);
        goOnSoon(ctx);
        return;
      }
    }
    handOn(ctx, message);
  }

  /** Answers that are ahead of the framework, or wait there, are nobody's operations. */
  private boolean isBusy(ChannelHandlerContext ctx) {
    return isAnsweredBehind() || ChannelOperations.get(ctx.channel()) != null;
  }

  private void goOnSoon(ChannelHandlerContext ctx) {
    ctx.executor().schedule(() -> goOn(ctx), LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void goOn(ChannelHandlerContext ctx) {
    if (waiting.isEmpty()) {
      return;
    }
    if (isBusy(ctx)) {
      goOnSoon(ctx);
      return;
    }
    Queue<Object> next = new ArrayDeque<>(waiting);
    waiting.clear();
    next.forEach(message -> channelRead(ctx, message));
    ctx.fireChannelReadComplete();
  }
}
