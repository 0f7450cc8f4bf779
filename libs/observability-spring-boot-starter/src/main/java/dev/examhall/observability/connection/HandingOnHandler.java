package dev.examhall.observability.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What stands right behind the HTTP codec of a connection and hands on to what is behind it
 * whatever it does not do itself. It knows whether all that it handed on is answered to its end,
 * keeps what has to wait, and reads on only from a client that takes its answers.
 *
 * <p>One for each connection, on its event loop alone.
 */
public abstract class HandingOnHandler extends ChannelDuplexHandler {

  /** What came and is neither answered nor handed on yet; released with the connection. */
  protected final Queue<Object> waiting = new ArrayDeque<>(0);

  private int handedOn;
  private boolean interimAnswer;
  private boolean readWhenWritable;

  /** Whether a request that was handed on is not answered to its end. */
  protected final boolean isAnsweredBehind() {
    return handedOn > 0;
  }

  /** Gives a request, or a part of its body, to what is behind. */
  protected final void handOn(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      handedOn++;
      handingOn(ctx);
    }
    ctx.fireChannelRead(message);
  }

  /** A request is about to be handed on. */
  protected void handingOn(ChannelHandlerContext ctx) {}

  /** The last part of an answer to what was handed on is about to be written. */
  protected void answeredBehind(ChannelHandlerContext ctx) {}

  /** Lets go of what is kept: nobody will answer it. */
  protected void release() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  /**
   * The channel reads only when it is asked to; this asks, but not before the client took its
   * answers: who only asks would fill the memory with them.
   */
  protected final void readOn(ChannelHandlerContext ctx) {
    readWhenWritable = !ctx.channel().isWritable();
    if (!readWhenWritable) {
      ctx.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (readWhenWritable && ctx.channel().isWritable()) {
      readOn(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response) {
      interimAnswer = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
    if (message instanceof LastHttpContent && !interimAnswer && handedOn > 0) {
      handedOn--;
      answeredBehind(ctx);
    }
    ctx.write(message, promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }
}
