package dev.examhall.gateway.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Hangs up on who sends the head of a request bit by bit: each bit would start the idle time-out
 * anew. The time runs from a head's first bytes until the first filter has the request. Streams of
 * HTTP/2 send theirs in frames, which the codec bounds: there the guard ends with the first one.
 */
public final class SlowHeads extends ChannelInboundHandlerAdapter {

  private static final AttributeKey<SlowHeads> KEY = AttributeKey.valueOf(SlowHeads.class, "self");

  private final Duration within;
  private boolean inRequest;
  private @Nullable Future<?> timing;

  private SlowHeads(Duration within) {
    this.within = within;
  }

  /** Guards a connection of the server's, with TLS or without. */
  static void guard(Channel channel, Duration within) {
    SlowHeads handler = new SlowHeads(within);
    channel.attr(KEY).set(handler);
    channel.pipeline().addFirst(handler);
  }

  /** The head is here. */
  static void headIsHere(ServerHttpRequest request) {
    of(request, SlowHeads::begin);
  }

  /** The request is over; what comes now is the next head. */
  static void isOver(ServerHttpRequest request) {
    of(request, handler -> handler.inRequest = false);
  }

  /** The head of a request of HTTP/1.1 is here. */
  public static void headIsHere(Channel channel) {
    SlowHeads handler = channel.attr(KEY).get();
    if (handler != null) {
      handler.begin();
    }
  }

  /** A request of HTTP/1.1 is over; what comes now is the next head. */
  public static void isOver(Channel channel) {
    SlowHeads handler = channel.attr(KEY).get();
    if (handler != null) {
      handler.inRequest = false;
    }
  }

  private static void of(ServerHttpRequest request, Consumer<SlowHeads> action) {
    if (ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest server) {
      server.withConnection(
          connection -> {
            Channel channel = connection.channel();
            if (channel instanceof Http2StreamChannel stream) {
              neverAgain(stream.parent());
              return;
            }
            SlowHeads handler = channel.attr(KEY).get();
            if (handler != null) {
              action.accept(handler);
            }
          });
    }
  }

  private static void neverAgain(Channel http2) {
    SlowHeads handler = http2.attr(KEY).getAndSet(null);
    if (handler != null) {
      handler.begin();
      http2.pipeline().remove(handler);
    }
  }

  private void begin() {
    inRequest = true;
    Future<?> running = timing;
    if (running != null) {
      running.cancel(false);
      timing = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!inRequest && timing == null) {
      timing =
          context
              .executor()
              .schedule(() -> hangUp(context), within.toNanos(), TimeUnit.NANOSECONDS);
    }
    context.fireChannelRead(message);
  }

  private static void hangUp(ChannelHandlerContext context) {
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    begin();
    context.fireChannelInactive();
  }
}
