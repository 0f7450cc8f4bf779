package dev.examhall.observability.shutdown;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;

/**
 * While draining, reads every request as if its client had asked for the connection to be closed
 * afterwards: whatever answers it, ahead of the framework or in it, says so and does so.
 */
@Sharable
final class DrainChannelHandler extends ChannelInboundHandlerAdapter {

  static final String NAME = "examhall.drain";

  private final Drain drain;

  DrainChannelHandler(Drain drain) {
    this.drain = drain;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (drain.hasBegun() && message instanceof HttpRequest request) {
      request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    ctx.fireChannelRead(message);
  }
}
