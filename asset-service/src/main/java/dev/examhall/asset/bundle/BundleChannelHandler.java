package dev.examhall.asset.bundle;

import dev.examhall.asset.http.EntityTags;
import dev.examhall.observability.connection.HandingOnHandler;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers plain requests for files that are in memory right behind the HTTP codec, before Reactor
 * Netty and Spring make a request and a response of it, which cost more than the file. Everything
 * else goes on to {@link BundleWebFilter}: what is not there, cannot be negotiated, has a body, or
 * wants the connection closed.
 *
 * <p>One for each connection, on its event loop. Answers keep the order of their requests: while
 * one that was handed on is not answered to its end, all that follow are handed on too. The channel
 * reads only when it is asked to, so this asks where nobody behind it saw the request.
 */
final class BundleChannelHandler extends HandingOnHandler {
  private final Bundles bundles;
  private final BundleRequests requests;

  private @Nullable HttpRequest taken;
  private @Nullable ServedVariant found;
  private long began;
  private boolean answered;

  private String acceptEncoding = "";
  private AcceptEncoding accepted = AcceptEncoding.of("");

  BundleChannelHandler(Bundles bundles, BundleRequests requests) {
    this.bundles = bundles;
    this.requests = requests;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      found = isAnsweredBehind() ? null : find(request);
      if (found == null) {
        handOn(ctx, message);
      } else {
        began = System.nanoTime();
        taken = request;
      }
      return;
    }
    if (taken == null || found == null) {
      handOn(ctx, message);
      return;
    }
    ReferenceCountUtil.release(message);
    if (message instanceof LastHttpContent) {
      answer(ctx, taken, found);
      taken = null;
      found = null;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (answered) {
      answered = false;
      ctx.flush();
      if (!isAnsweredBehind()) {
        readOn(ctx);
      }
    }
    ctx.fireChannelReadComplete();
  }

  private @Nullable ServedVariant find(HttpRequest request) {
    String uri = request.uri();
    if (!uri.startsWith(BundleRelease.PUBLIC_PREFIX)
        || !(request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD))
        || request.decoderResult().isFailure()
        || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        || !plain(request.headers())
        || uri.indexOf('#') >= 0) {
      return null;
    }
    int query = uri.indexOf('?');
    ServedFile file = bundles.find(query < 0 ? uri : uri.substring(0, query)).orElse(null);
    if (file == null) {
      return null;
    }
    ContentEncoding encoding = accepted(request.headers()).choose(file.variants().keySet());
    return encoding == null ? null : file.variants().get(encoding);
  }

  /** Whether there is no body, and nothing is asked of the connection. */
  private static boolean plain(HttpHeaders headers) {
    return !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        && !headers.contains(HttpHeaderNames.EXPECT)
        && !headers.contains(HttpHeaderNames.UPGRADE)
        && !headers.containsValue(HttpHeaderNames.CONNECTION, "close", true);
  }

  /** Remembers the last one: a connection is mostly one browser's. */
  private AcceptEncoding accepted(HttpHeaders headers) {
    List<String> values = headers.getAll(HttpHeaderNames.ACCEPT_ENCODING);
    String header = values.size() == 1 ? values.getFirst() : String.join(",", values);
    if (!header.equals(acceptEncoding)) {
      acceptEncoding = header;
      accepted = AcceptEncoding.of(header);
    }
    return accepted;
  }

  private void answer(ChannelHandlerContext ctx, HttpRequest request, ServedVariant variant) {
    ServedVariant.Heads heads = variant.heads(System.currentTimeMillis());
    boolean notModified =
        EntityTags.anyMatches(
            request.headers().getAll(HttpHeaderNames.IF_NONE_MATCH), variant.etag());
    boolean head = request.method().equals(HttpMethod.HEAD);
    HttpResponseStatus status =
        notModified ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK;
    ctx.write(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            notModified || head ? Unpooled.EMPTY_BUFFER : variant.bytes().duplicate(),
            notModified ? heads.notModified() : heads.whole(),
            EmptyHttpHeaders.INSTANCE),
        ctx.voidPromise());
    answered = true;
    requests.count(request.method().name(), status.code(), began);
  }
}
