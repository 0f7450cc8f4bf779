package dev.examhall.examrender.page;

import dev.examhall.examrender.ahead.Ahead;
import dev.examhall.examrender.session.SessionSheet;
import dev.examhall.examrender.session.SheetReader;
import dev.examhall.examrender.session.StudentToken;
import dev.examhall.identity.Caller;
import dev.examhall.identity.VerifiedTokens;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.stereotype.Component;

/**
 * Answers the exam page right behind the HTTP codec, ahead of what costs more than the page. Only
 * visitors come here whose token the security chain has verified before, to a page whose shared
 * parts are held; the session is read from the database all the same. Whatever is not plainly that,
 * or goes wrong before there is an answer, takes the way of all other requests to {@link
 * StudentTestController}, which answers the same with the same headers.
 */
@Component
final class ExamPageAhead implements Ahead {

  private static final String BEFORE = "/sessions/";
  private static final String AFTER = "/test";
  private static final int ID = 36;
  private static final AsciiString CONTENT_TYPE_OPTIONS =
      AsciiString.cached("X-Content-Type-Options");
  private static final AsciiString NO_SNIFF = AsciiString.cached("nosniff");
  private static final AsciiString REFERRER_POLICY = AsciiString.cached("Referrer-Policy");
  private static final AsciiString NO_REFERRER = AsciiString.cached("no-referrer");

  private final VerifiedTokens tokens;
  private final SheetReader sheets;
  private final StudentTestPage page;
  private final PageViews views;
  private final PageSpans spans;
  private final Timer requests;
  private final Timer operations;
  private final DistributionSummary queries;

  ExamPageAhead(
      VerifiedTokens tokens,
      SheetReader sheets,
      StudentTestPage page,
      PageViews views,
      PageSpans spans,
      MeterRegistry meters) {
    this.tokens = tokens;
    this.sheets = sheets;
    this.page = page;
    this.views = views;
    this.spans = spans;
    // counted as all other requests and operations are
    this.requests =
        Timer.builder("http.server.requests")
            .tag("error", "none")
            .tag("exception", "none")
            .tag("method", "GET")
            .tag("outcome", "SUCCESS")
            .tag("status", "200")
            .tag("uri", BEFORE + "{id}" + AFTER)
            .register(meters);
    this.operations =
        meters.timer(
            "examhall.operation.duration", "operation", StudentTestPage.NAME, "outcome", "success");
    this.queries = meters.summary("examhall.operation.queries", "operation", StudentTestPage.NAME);
  }

  @Override
  public @Nullable Answering take(HttpRequest head) {
    String uri = head.uri();
    if (uri.length() != BEFORE.length() + ID + AFTER.length()
        || !uri.startsWith(BEFORE)
        || !uri.endsWith(AFTER)
        || !HttpMethod.GET.equals(head.method())
        || head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      return null;
    }
    List<String> authorization = head.headers().getAll(HttpHeaderNames.AUTHORIZATION);
    if (authorization.size() != 1
        || !(tokens.callerOf(authorization.getFirst()) instanceof Caller.Visitor)) {
      return null;
    }
    UUID id = id(uri.substring(BEFORE.length(), BEFORE.length() + ID));
    StudentToken token = StudentToken.of(head.headers().getAll(HttpHeaderNames.COOKIE));
    if (id == null || token == null) {
      return null;
    }
    long began = System.nanoTime();
    PageSpans.Place trace = spans.here();
    return (body, allocator) ->
        sheets
            .read(id, token)
            .mapNotNull(session -> answer(session, head.headers(), allocator, began, trace));
  }

  private @Nullable FullHttpResponse answer(
      SessionSheet session,
      HttpHeaders request,
      ByteBufAllocator allocator,
      long began,
      PageSpans.Place trace) {
    StudentTestPage.Held held =
        StudentTestController.takesPlace(session)
            ? page.held(
                session,
                new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(request)))
            : null;
    if (held == null) {
      return null;
    }
    views.opened(session);
    ByteBuf body = trace.copying(StudentTestPage.NAME, () -> held.body(allocator));
    HttpHeaders headers =
        held.headers()
            .copy()
            // as the security chain does
            .add(CONTENT_TYPE_OPTIONS, NO_SNIFF)
            .add(REFERRER_POLICY, NO_REFERRER)
            .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body, headers, EmptyHttpHeaders.INSTANCE);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    requests.record(took);
    operations.record(took);
    queries.record(1);
    return answer;
  }

  private static @Nullable UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
