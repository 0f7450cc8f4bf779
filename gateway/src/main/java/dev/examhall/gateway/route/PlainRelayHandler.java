package dev.examhall.gateway.route;

import dev.examhall.gateway.route.ConcurrencyLimiter.End;
import dev.examhall.gateway.web.AccessLog;
import dev.examhall.gateway.web.SecurityHeaders;
import dev.examhall.gateway.web.SlowHeads;
import dev.examhall.observability.connection.HandingOnHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.support.Netty4HeadersAdapter;
import reactor.core.Disposable;
import reactor.netty.NettyPipeline;

/**
 * Relays the plain requests of one connection, right behind its HTTP codec; see {@link PlainRelay}.
 *
 * <p>On the connection's event loop alone. Answers keep the order of their requests: while one that
 * was handed on is not answered to its end, all that follow are handed on too, and while one is
 * relayed those that follow wait here. The channel reads only when it is asked to: this asks for
 * more while a request is relayed, so that a client's leaving is seen, until something waits.
 */
final class PlainRelayHandler extends HandingOnHandler {

  /** Whose length is said also when there is no body, as RFC 9110 asks for. */
  private static final Set<HttpMethod> WITH_LENGTH =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  private final PlainRelay relay;
  private final AccessLog accessLog;
  private final List<HttpObject> taking = new ArrayList<>(2);
  private @Nullable Exchange current;
  private boolean triedInVain;

  PlainRelayHandler(PlainRelay relay, AccessLog accessLog) {
    this.relay = relay;
    this.accessLog = accessLog;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (current == null) {
      route(ctx, message);
    } else {
      waiting.add(message);
    }
  }

  private void route(ChannelHandlerContext ctx, Object message) {
    if (taking.isEmpty()) {
      if (message instanceof HttpRequest request
          && !isAnsweredBehind()
          && relay.mayBePlain(request)) {
        taking.add(request);
      } else {
        handOn(ctx, message);
      }
      return;
    }
    taking.add((HttpObject) message);
    if (message instanceof LastHttpContent last) {
      if (last.decoderResult().isFailure()) {
        handOnTaken(ctx);
      } else {
        begin(ctx, (HttpRequest) taking.getFirst());
      }
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    switch (relay.decide(ctx.channel(), request)) {
      case PlainRelay.Plain plain -> {
        SlowHeads.headIsHere(ctx.channel());
        Exchange exchange = new Exchange(ctx, request, plain);
        current = exchange;
        relay.begin();
        exchange.begin();
      }
      case PlainRelay.Shed shed -> {
        SlowHeads.headIsHere(ctx.channel());
        shed(ctx, request, shed, System.nanoTime());
        readOn(ctx);
      }
      case null -> handOnTaken(ctx);
    }
  }

  private void shed(
      ChannelHandlerContext ctx, HttpRequest request, PlainRelay.Shed shed, long began) {
    FullHttpResponse answer = relay.shed(shed, request);
    forgetTaken();
    ctx.writeAndFlush(answer, ctx.voidPromise());
    SlowHeads.isOver(ctx.channel());
    accessLog.recordShed(
        request.method().name(),
        PlainRelay.path(request),
        shed.route().id(),
        answer.status().code(),
        System.nanoTime() - began,
        shed.client().traceId());
  }

  private void forgetTaken() {
    taking.forEach(ReferenceCountUtil::release);
    taking.clear();
  }

  private void handOnTaken(ChannelHandlerContext ctx) {
    List<HttpObject> all = List.copyOf(taking);
    taking.clear();
    all.forEach(one -> handOn(ctx, one));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (current != null) {
      if (waiting.isEmpty()) {
        readOn(ctx);
      }
    } else if (!taking.isEmpty()) {
      // the rest of the body comes later: waiting for it is the other way's business
      handOnTaken(ctx);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (current != null) {
      current.writability();
    }
    super.channelWritabilityChanged(ctx);
  }

  @Override
  protected void answeredBehind(ChannelHandlerContext ctx) {
    if (triedInVain) {
      triedInVain = false;
      PlainRelay.forget(ctx.channel());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (current != null) {
      current.clientWentAway();
    }
    super.channelInactive(ctx);
  }

  @Override
  protected void release() {
    forgetTaken();
    super.release();
  }

  /** The connection is free for what waits, or for what comes. */
  private void goOn(ChannelHandlerContext ctx) {
    while (current == null && !waiting.isEmpty()) {
      route(ctx, waiting.remove());
    }
    if (current == null && !taking.isEmpty()) {
      handOnTaken(ctx);
    }
    if (current == null && !isAnsweredBehind() || current != null && waiting.isEmpty()) {
      readOn(ctx);
    }
  }

  /** One request and its answer. */
  private final class Exchange implements ServiceConnection.Receiver {

    private final ChannelHandlerContext ctx;
    private final HttpRequest request;
    private final PlainRelay.Plain plain;
    private final long began = System.nanoTime();
    private final Context trace = Context.current();
    private @Nullable Disposable waitingForPlace;
    private ConcurrencyLimiter.@Nullable Place place;
    private boolean isPermitted;
    private long asked;
    private @Nullable ServiceConnection connection;
    private boolean headIsSent;
    private int status;

    Exchange(ChannelHandlerContext ctx, HttpRequest request, PlainRelay.Plain plain) {
      this.ctx = ctx;
      this.request = request;
      this.plain = plain;
    }

    void begin() {
      ConcurrencyLimiter limiter = relay.limiter(plain);
      ConcurrencyLimiter.Place free = limiter.placeAtOnce(plain.priority());
      if (free != null) {
        placed(free);
        return;
      }
      waitingForPlace =
          limiter
              .place(plain.priority())
              .subscribe(
                  given -> ctx.executor().execute(() -> placed(given)),
                  none -> ctx.executor().execute(this::shed));
    }

    private void placed(ConcurrencyLimiter.Place given) {
      if (current != this) {
        // the client went away in the meantime
        given.end(End.NO_ANSWER);
        return;
      }
      place = given;
      if (!plain.breaker().tryAcquirePermission()) {
        place.end(End.NO_ANSWER);
        end();
        handOnTaken(ctx);
        goOn(ctx);
        return;
      }
      isPermitted = true;
      asked = System.nanoTime();
      plain
          .connections()
          .take(
              (connected, error) -> {
                try (Scope scope = trace.makeCurrent()) {
                  if (connected == null) {
                    failed(error == null ? new IllegalStateException("no connection") : error);
                  } else {
                    ask(connected);
                  }
                }
              });
    }

    private void shed() {
      if (current != this) {
        return;
      }
      end();
      PlainRelayHandler.this.shed(
          ctx,
          request,
          new PlainRelay.Shed(plain.route(), plain.client(), plain.priority()),
          began);
      goOn(ctx);
    }

    void ask(ServiceConnection taken) {
      if (current != this) {
        // the client went away while the connection was made
        taken.abandon();
        return;
      }
      connection = taken;
      ByteBuf body = body();
      HttpHeaders headers = plain.headers();
      if (body.isReadable() || WITH_LENGTH.contains(request.method())) {
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      }
      taken.ask(
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              request.method(),
              request.uri(),
              body,
              headers,
              EmptyHttpHeaders.INSTANCE),
          relay.within(),
          this);
    }

    /** Kept here too, for the case that the request has to be handed on. */
    private ByteBuf body() {
      ByteBuf[] parts =
          taking.stream()
              .filter(HttpContent.class::isInstance)
              .map(part -> ((HttpContent) part).content())
              .filter(ByteBuf::isReadable)
              .map(ByteBuf::retainedDuplicate)
              .toArray(ByteBuf[]::new);
      return parts.length == 1 ? parts[0] : Unpooled.wrappedBuffer(parts);
    }

    @Override
    public void head(HttpResponse head) {
      plain.breaker().onSuccess(System.nanoTime() - asked, TimeUnit.NANOSECONDS);
      giveBack(OverloadFilter.how(head.status().code()));
      HttpHeaders headers = head.headers();
      String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
      if (type != null && type.startsWith(PassAnswer.EVENTS)) {
        giveUp();
        end();
        handOnTaken(ctx);
        goOn(ctx);
        return;
      }
      forgetTaken();
      PassAnswer.OF_THE_CONNECTION.forEach(headers::remove);
      status = head.status().code();
      if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH) && mayHaveBody()) {
        headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      }
      harden(new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(headers)));
      headIsSent = true;
      ctx.write(head, ctx.voidPromise());
    }

    private void harden(org.springframework.http.HttpHeaders headers) {
      SecurityHeaders.harden(headers, PlainRelay.path(request), plain.client().secure());
    }

    private void giveBack(End how) {
      if (place != null) {
        place.end(how);
      }
    }

    private boolean mayHaveBody() {
      return !request.method().equals(HttpMethod.HEAD) && status != 204 && status != 304;
    }

    @Override
    public void content(HttpContent content) {
      if (content instanceof LastHttpContent) {
        ctx.writeAndFlush(content, ctx.voidPromise());
        finish(status);
        goOn(ctx);
        return;
      }
      ctx.write(content, ctx.voidPromise());
      if (!ctx.channel().isWritable()) {
        ctx.flush();
        writability();
      }
    }

    @Override
    public void flush() {
      ctx.flush();
      // an answer that takes long is no idle connection
      ChannelHandler idle = ctx.pipeline().get(NettyPipeline.IdleTimeoutHandler);
      if (idle instanceof IdleStateHandler timer) {
        timer.resetReadTimeout();
      }
    }

    void writability() {
      if (connection != null && headIsSent) {
        connection.mayRead(ctx.channel().isWritable());
      }
    }

    @Override
    public void failed(Throwable error) {
      if (current != this) {
        return;
      }
      if (headIsSent) {
        finish(status);
        ctx.close();
        return;
      }
      plain.breaker().onError(System.nanoTime() - asked, TimeUnit.NANOSECONDS, error);
      giveBack(End.NO_ANSWER);
      end();
      triedInVain = true;
      PlainRelay.handOnAfter(ctx.channel(), error);
      handOnTaken(ctx);
      goOn(ctx);
    }

    void clientWentAway() {
      if (waitingForPlace != null) {
        waitingForPlace.dispose();
      }
      if (!headIsSent) {
        if (isPermitted) {
          plain.breaker().releasePermission();
        }
        giveBack(End.NO_ANSWER);
      }
      giveUp();
      finish(AccessLog.CLIENT_WENT_AWAY);
    }

    private void giveUp() {
      if (connection != null) {
        connection.abandon();
      }
    }

    private void finish(int how) {
      end();
      SlowHeads.isOver(ctx.channel());
      accessLog.record(
          request.method().name(),
          PlainRelay.path(request),
          plain.route().id(),
          how,
          System.nanoTime() - began,
          plain.client().traceId());
    }

    private void end() {
      current = null;
      relay.end();
    }
  }
}
