package dev.examhall.gateway.route;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One connection to a service, with at most one request on its way. Used on its event loop. */
final class ServiceConnection extends ChannelInboundHandlerAdapter {

  /** Hears of an answer, in this order; after a failure of nothing more. */
  interface Receiver {

    /** The head is here. */
    void head(HttpResponse head);

    /** A part of the body, to be released; nothing comes after the last one. */
    void content(HttpContent content);

    /** Nothing more comes at the moment. */
    void flush();

    /** The answer will not come, or not come to its end. */
    void failed(Throwable error);
  }

  private final ServiceConnections pool;
  private final Channel channel;
  private final long until;
  private long deadline;
  private @Nullable Receiver receiver;
  private boolean headAwaited;
  private boolean interim;
  private boolean keepAlive = true;

  /**
   * A connection that was just made.
   *
   * @param until the {@link System#nanoTime()} after which it takes no new request
   */
  ServiceConnection(ServiceConnections pool, Channel channel, long until) {
    this.pool = pool;
    this.channel = channel;
    this.until = until;
  }

  /** Sends a request, which becomes this connection's. */
  void ask(FullHttpRequest request, Duration within, Receiver asking) {
    receiver = asking;
    headAwaited = true;
    deadline = System.nanoTime() + within.toNanos();
    channel
        .writeAndFlush(request)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                fail(new IOException("the request could not be sent", written.cause()));
              }
            });
  }

  /** Nobody wants the rest of the answer. */
  void abandon() {
    receiver = null;
    channel.close();
  }

  /** Whether more of the answer may come. */
  void mayRead(boolean more) {
    channel.config().setAutoRead(more);
  }

  boolean isUsable(long now) {
    return channel.isActive() && until - now > 0;
  }

  /** Notes until when nobody may want it before it is closed. */
  void idleUntil(long nanoTime) {
    deadline = nanoTime;
  }

  /** Closes what was idle for too long, and gives up what was waited for too long. */
  void look(long now) {
    if (deadline - now > 0) {
      return;
    }
    if (receiver == null) {
      channel.close();
    } else if (headAwaited) {
      fail(new TimeoutException("no answer in time"));
    }
  }

  void close() {
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Receiver asking = receiver;
    if (asking == null) {
      // nobody asked
      ReferenceCountUtil.release(message);
      channel.close();
      return;
    }
    if (message instanceof HttpResponse head) {
      if (head.decoderResult().isFailure()) {
        ReferenceCountUtil.release(message);
        fail(new IOException("the answer can't be read", head.decoderResult().cause()));
        return;
      }
      interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (!interim) {
        headAwaited = false;
        keepAlive = HttpUtil.isKeepAlive(head);
        asking.head(head);
      }
    }
    if (message instanceof HttpContent content) {
      receive(content);
    }
  }

  private void receive(HttpContent content) {
    Receiver asking = receiver;
    if (interim || asking == null) {
      content.release();
      return;
    }
    if (content.decoderResult().isFailure()) {
      content.release();
      fail(new IOException("the answer can't be read", content.decoderResult().cause()));
      return;
    }
    if (content instanceof LastHttpContent) {
      receiver = null;
      mayRead(true);
      if (keepAlive) {
        pool.back(this);
      } else {
        channel.close();
      }
    }
    asking.content(content);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Receiver asking = receiver;
    if (asking != null && !headAwaited) {
      asking.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pool.gone(this);
    fail(new IOException("the connection broke off"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause instanceof IOException ? cause : new IOException(cause));
  }

  private void fail(Throwable error) {
    Receiver asking = receiver;
    receiver = null;
    channel.close();
    if (asking != null) {
      asking.failed(error);
    }
  }
}
