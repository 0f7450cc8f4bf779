package dev.examhall.examrender.session;

import dev.examhall.examrender.FrameworkWay;
import dev.examhall.identity.Caller;
import dev.examhall.identity.VerifiedTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * Takes saves on the server itself, ahead of the framework's filters and dispatcher, which cost
 * more than the save. Only visitors come here whose token the security chain has verified before.
 * Whatever is not plainly an answer that is written, or goes wrong, takes the way of all other
 * requests to {@link SessionController} with the same body. Sending the same save twice is what
 * pages do anyway.
 */
@Component
final class SaveRoute implements NettyRouteProvider {

  private static final String JSON = "application/json";
  private static final Pattern ADDRESS =
      Pattern.compile("/api/v1/sessions/([0-9a-f-]{36})/answers/([1-9][0-9]{0,3})");

  private final VerifiedTokens tokens;
  private final SaveAnswer saves;
  private final ObjectMapper json;
  private final FrameworkWay others;
  private final long largestBody;
  private final Timer requests;

  SaveRoute(
      VerifiedTokens tokens,
      SaveAnswer saves,
      ObjectMapper json,
      SessionProperties properties,
      MeterRegistry meters,
      FrameworkWay others) {
    this.tokens = tokens;
    this.saves = saves;
    this.json = json;
    this.largestBody = properties.largestBody().toBytes();
    this.others = others;
    // counted as all other requests are
    this.requests =
        Timer.builder("http.server.requests")
            .tag("error", "none")
            .tag("exception", "none")
            .tag("method", "PUT")
            .tag("outcome", "SUCCESS")
            .tag("status", "200")
            .tag("uri", "/api/v1/sessions/{id}/answers/{number}")
            .register(meters);
  }

  @Override
  public HttpServerRoutes apply(HttpServerRoutes routes) {
    return routes.route(this::isSave, this::answer);
  }

  private boolean isSave(HttpServerRequest request) {
    if (!HttpMethod.PUT.equals(request.method()) || !ADDRESS.matcher(request.uri()).matches()) {
      return false;
    }
    HttpHeaders headers = request.requestHeaders();
    List<String> authorization = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    return authorization.size() == 1
        && tokens.callerOf(authorization.getFirst()) instanceof Caller.Visitor
        && JSON.equals(headers.get(HttpHeaderNames.CONTENT_TYPE))
        && isSmall(headers.get(HttpHeaderNames.CONTENT_LENGTH));
  }

  private boolean isSmall(@Nullable String length) {
    try {
      return length != null && Long.parseLong(length) < largestBody;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    Matcher address = ADDRESS.matcher(request.uri());
    StudentToken token = StudentToken.of(request.requestHeaders().getAll(HttpHeaderNames.COOKIE));
    if (!address.matches() || token == null) {
      return others.answer(request, response);
    }
    long began = System.nanoTime();
    UUID session;
    try {
      session = UUID.fromString(address.group(1));
    } catch (IllegalArgumentException e) {
      return others.answer(request, response);
    }
    int number = Integer.parseInt(address.group(2));
    return request
        .receive()
        .aggregate()
        .asByteArray()
        .defaultIfEmpty(new byte[0])
        .timeout(FrameworkWay.LONGEST)
        .map(body -> answer(saved(session, token, number, body), request, response, body, began))
        .onErrorResume(
            TimeoutException.class, failure -> Mono.just(others.outage(request, response)))
        .flatMap(Function.identity());
  }

  private Mono<Void> answer(
      Mono<SaveOutcome.Saved> saved,
      HttpServerRequest request,
      HttpServerResponse response,
      byte[] body,
      long began) {
    return saved
        .map(written -> sending(written, response, began))
        .onErrorResume(
            TimeoutException.class, failure -> Mono.just(others.outage(request, response)))
        .onErrorResume(failure -> Mono.just(others.answer(request, response, body)))
        .defaultIfEmpty(Mono.defer(() -> others.answer(request, response, body)))
        .flatMap(Function.identity());
  }

  private Mono<SaveOutcome.Saved> saved(UUID session, StudentToken token, int number, byte[] body) {
    AnswerInput input;
    try {
      input = json.readValue(body, AnswerInput.class);
    } catch (JacksonException malformed) {
      return Mono.empty();
    }
    return input == null || input.problem().isPresent()
        ? Mono.empty()
        : saves.saveJointly(
            session, token, number, input.checkedRevision(), input.writer(), input.checkedParts());
  }

  private Mono<Void> sending(SaveOutcome.Saved saved, HttpServerResponse response, long began) {
    byte[] body = json.writeValueAsBytes(saved);
    response.header(HttpHeaderNames.CONTENT_TYPE, JSON);
    response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    // as the security chain does
    response.header(
        HttpHeaderNames.CACHE_CONTROL, "no-cache, no-store, max-age=0, must-revalidate");
    response.header(HttpHeaderNames.PRAGMA, "no-cache");
    response.header(HttpHeaderNames.EXPIRES, "0");
    response.header("X-Content-Type-Options", "nosniff");
    response.header("Referrer-Policy", "no-referrer");
    requests.record(Duration.ofNanos(System.nanoTime() - began));
    return response.sendByteArray(Mono.just(body)).then();
  }
}
