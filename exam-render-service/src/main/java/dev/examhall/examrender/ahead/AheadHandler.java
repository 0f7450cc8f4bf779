package dev.examhall.examrender.ahead;

import dev.examhall.observability.connection.HandingOnHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gives the requests of one connection to whoever answers them {@linkplain Ahead ahead}, and all
 * others to the server behind it.
 *
 * <p>On the connection's event loop alone. Answers keep the order of their requests: while one that
 * was handed on is not answered to its end, all that follow are handed on too, and while one is
 * answered here those that follow wait. The channel reads only when it is asked to, so this asks
 * for more where nobody behind it saw the request.
 */
final class AheadHandler extends HandingOnHandler {

  /** Waiting longer for the rest of a body is the server's business. */
  private static final Duration LONGEST_BODY = Duration.ofSeconds(1);

  private final List<Ahead> all;
  private final List<HttpObject> taken = new ArrayList<>(2);
  private Ahead.@Nullable Answering answering;
  private @Nullable Future<?> patience;
  private boolean busy;
  private boolean waited;

  AheadHandler(List<Ahead> all) {
    this.all = all;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (busy) {
      waiting.add(message);
    } else {
      route(ctx, message);
    }
  }

  private void route(ChannelHandlerContext ctx, Object message) {
    if (answering == null) {
      answering =
          message instanceof HttpRequest request && !isAnsweredBehind() && isPlain(request)
              ? find(request)
              : null;
      if (answering == null) {
        handOn(ctx, message);
      } else {
        taken.add((HttpObject) message);
      }
      return;
    }
    taken.add((HttpObject) message);
    if (message instanceof LastHttpContent last) {
      if (last.decoderResult().isFailure()) {
        handOnTaken(ctx);
      } else {
        begin(ctx, answering);
      }
    }
  }

  /** Whether nothing is asked of the connection. */
  private static boolean isPlain(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return !request.decoderResult().isFailure()
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        && !headers.contains(HttpHeaderNames.EXPECT)
        && !headers.contains(HttpHeaderNames.UPGRADE)
        && !headers.containsValue(HttpHeaderNames.CONNECTION, "close", true);
  }

  private Ahead.@Nullable Answering find(HttpRequest request) {
    for (Ahead one : all) {
      Ahead.Answering found = one.take(request);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private void begin(ChannelHandlerContext ctx, Ahead.Answering how) {
    busy = true;
    waitNoMore();
    Context trace = Context.current();
    how.answer(body(), ctx.alloc())
        .singleOptional()
        .subscribe(
            answer -> ctx.executor().execute(() -> end(ctx, answer, trace)),
            failure ->
                ctx.executor()
                    .execute(
                        () -> {
                          waited = failure instanceof TimeoutException;
                          end(ctx, Optional.empty(), trace);
                        }));
  }

  private byte[] body() {
    return ByteBufUtil.getBytes(
        Unpooled.wrappedBuffer(
            taken.stream()
                .filter(HttpContent.class::isInstance)
                .map(part -> ((HttpContent) part).content().duplicate())
                .toArray(ByteBuf[]::new)));
  }

  private void end(ChannelHandlerContext ctx, Optional<FullHttpResponse> answer, Context trace) {
    busy = false;
    answer.ifPresentOrElse(
        response -> {
          forgetTaken();
          ctx.writeAndFlush(response, ctx.voidPromise());
        },
        () -> {
          try (Scope scope = trace.makeCurrent()) {
            handOnTaken(ctx);
          }
        });
    while (!busy && !waiting.isEmpty()) {
      route(ctx, waiting.remove());
    }
    if (!busy && !isAnsweredBehind()) {
      readOn(ctx);
    }
  }

  @Override
  protected void handingOn(ChannelHandlerContext ctx) {
    if (waited) {
      WaitedAhead.note(ctx.channel());
    }
  }

  private void waitNoMore() {
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
  }

  private void handOnTaken(ChannelHandlerContext ctx) {
    waitNoMore();
    List<HttpObject> request = List.copyOf(taken);
    taken.clear();
    answering = null;
    request.forEach(part -> handOn(ctx, part));
  }

  private void forgetTaken() {
    taken.forEach(ReferenceCountUtil::release);
    taken.clear();
    answering = null;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!busy && answering != null) {
      if (patience == null) {
        patience =
            ctx.executor()
                .schedule(() -> handOnTaken(ctx), LONGEST_BODY.toNanos(), TimeUnit.NANOSECONDS);
      }
      ctx.read();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  protected void answeredBehind(ChannelHandlerContext ctx) {
    if (waited) {
      waited = false;
      WaitedAhead.forget(ctx.channel());
    }
  }

  @Override
  protected void release() {
    waitNoMore();
    forgetTaken();
    super.release();
  }
}
