package dev.examhall.examrender.page;

import dev.examhall.examrender.FrameworkWay;
import dev.examhall.examrender.session.SessionSheet;
import dev.examhall.examrender.session.SheetReader;
import dev.examhall.examrender.session.StudentToken;
import dev.examhall.identity.Caller;
import dev.examhall.identity.VerifiedTokens;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Answers the exam page on the server itself, ahead of the framework's filters and dispatcher,
 * which cost more than the page. Only visitors come here whose token the security chain has
 * verified before, to a page whose shared parts are held; the session is read from the database all
 * the same. Whatever is not plainly that, or goes wrong before there is an answer, takes the way of
 * all other requests to {@link StudentTestController}, which answers the same with the same
 * headers.
 */
@Component
final class ExamPageRoute implements NettyRouteProvider {

  private static final String BEFORE = "/sessions/";
  private static final String AFTER = "/test";
  private static final int ID = 36;

  private final VerifiedTokens tokens;
  private final SheetReader sheets;
  private final StudentTestPage page;
  private final PageViews views;
  private final PageSpans spans;
  private final FrameworkWay others;
  private final Timer requests;
  private final Timer operations;
  private final DistributionSummary queries;

  ExamPageRoute(
      VerifiedTokens tokens,
      SheetReader sheets,
      StudentTestPage page,
      PageViews views,
      PageSpans spans,
      MeterRegistry meters,
      FrameworkWay others) {
    this.tokens = tokens;
    this.sheets = sheets;
    this.page = page;
    this.views = views;
    this.spans = spans;
    this.others = others;
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
  public HttpServerRoutes apply(HttpServerRoutes routes) {
    return routes.route(this::isExamPage, this::answer);
  }

  private boolean isExamPage(HttpServerRequest request) {
    String uri = request.uri();
    if (uri.length() != BEFORE.length() + ID + AFTER.length()
        || !uri.startsWith(BEFORE)
        || !uri.endsWith(AFTER)
        || !HttpMethod.GET.equals(request.method())) {
      return false;
    }
    List<String> authorization = request.requestHeaders().getAll(HttpHeaderNames.AUTHORIZATION);
    return authorization.size() == 1
        && tokens.callerOf(authorization.getFirst()) instanceof Caller.Visitor;
  }

  private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    UUID id = id(request.uri().substring(BEFORE.length(), BEFORE.length() + ID));
    StudentToken token = StudentToken.of(request.requestHeaders().getAll(HttpHeaderNames.COOKIE));
    if (id == null || token == null) {
      return others.answer(request, response);
    }
    long began = System.nanoTime();
    PageSpans.Place trace = spans.here();
    return sheets
        .read(id, token)
        .map(session -> sending(session, request, response, began, trace))
        .onErrorResume(
            TimeoutException.class, failure -> Mono.just(others.outage(request, response)))
        .onErrorResume(failure -> Mono.just(others.answer(request, response)))
        .defaultIfEmpty(Mono.defer(() -> others.answer(request, response)))
        .flatMap(Function.identity());
  }

  private Mono<Void> sending(
      SessionSheet session,
      HttpServerRequest request,
      HttpServerResponse response,
      long began,
      PageSpans.Place trace) {
    StudentTestPage.Held held =
        StudentTestController.takesPlace(session) ? page.held(session, wishes(request)) : null;
    if (held == null) {
      return others.answer(request, response);
    }
    views.opened(session);
    held.headers(response::addHeader);
    // as the security chain does
    response.addHeader("X-Content-Type-Options", "nosniff");
    response.addHeader("Referrer-Policy", "no-referrer");
    response.header(
        HttpHeaderNames.CONTENT_LENGTH, Integer.toString(held.page().gzipLength(held.personal())));
    Mono<Void> sent =
        response
            .sendObject(trace.copying(StudentTestPage.NAME, () -> held.body(response.alloc())))
            .then();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    requests.record(took);
    operations.record(took);
    queries.record(1);
    return sent;
  }

  /** The headers that the page depends on. */
  private static HttpHeaders wishes(HttpServerRequest request) {
    HttpHeaders wishes = new HttpHeaders();
    for (String name :
        List.of(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.ACCEPT_LANGUAGE, HttpHeaders.COOKIE)) {
      wishes.addAll(name, request.requestHeaders().getAll(name));
    }
    return wishes;
  }

  private static @Nullable UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
