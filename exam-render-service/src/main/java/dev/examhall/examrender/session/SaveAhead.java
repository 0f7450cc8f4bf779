package dev.examhall.examrender.session;

import dev.examhall.examrender.ahead.Ahead;
import dev.examhall.identity.Caller;
import dev.examhall.identity.VerifiedTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * Takes saves right behind the HTTP codec, ahead of what costs more than the save. Only visitors
 * come here whose token the security chain has verified before. Whatever is not plainly an answer
 * that is written, or goes wrong, takes the way of all other requests to {@link SessionController}
 * with the same body. Sending the same save twice is what pages do anyway.
 */
@Component
final class SaveAhead implements Ahead {

  private static final String JSON = "application/json";
  private static final Pattern ADDRESS =
      Pattern.compile("/api/v1/sessions/([0-9a-f-]{36})/answers/([1-9][0-9]{0,3})");

  private final VerifiedTokens tokens;
  private final SaveAnswer saves;
  private final ObjectMapper json;
  private final long largestBody;
  private final Timer requests;

  SaveAhead(
      VerifiedTokens tokens,
      SaveAnswer saves,
      ObjectMapper json,
      SessionProperties properties,
      MeterRegistry meters) {
    this.tokens = tokens;
    this.saves = saves;
    this.json = json;
    this.largestBody = properties.largestBody().toBytes();
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
  public @Nullable Answering take(HttpRequest head) {
    if (!HttpMethod.PUT.equals(head.method())) {
      return null;
    }
    Matcher address = ADDRESS.matcher(head.uri());
    HttpHeaders headers = head.headers();
    List<String> authorization = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (!address.matches()
        || authorization.size() != 1
        || !(tokens.callerOf(authorization.getFirst()) instanceof Caller.Visitor)
        || !JSON.equals(headers.get(HttpHeaderNames.CONTENT_TYPE))
        || !isSmall(headers.getAll(HttpHeaderNames.CONTENT_LENGTH))) {
      return null;
    }
    StudentToken token = StudentToken.of(headers.getAll(HttpHeaderNames.COOKIE));
    UUID session = id(address.group(1));
    if (token == null || session == null) {
      return null;
    }
    int number = Integer.parseInt(address.group(2));
    long began = System.nanoTime();
    return (body, allocator) ->
        saved(session, token, number, body).map(saved -> answer(saved, allocator, began));
  }

  private static @Nullable UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private boolean isSmall(List<String> length) {
    try {
      return length.size() == 1 && Long.parseLong(length.getFirst()) < largestBody;
    } catch (NumberFormatException e) {
      return false;
    }
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

  private FullHttpResponse answer(SaveOutcome.Saved saved, ByteBufAllocator allocator, long began) {
    byte[] body = json.writeValueAsBytes(saved);
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.OK,
            allocator.buffer(body.length).writeBytes(body));
    HttpHeaders headers = answer.headers();
    headers.add(HttpHeaderNames.CONTENT_TYPE, JSON);
    headers.add(HttpHeaderNames.CONTENT_LENGTH, body.length);
    // as the security chain does
    headers.add(HttpHeaderNames.CACHE_CONTROL, "no-cache, no-store, max-age=0, must-revalidate");
    headers.add(HttpHeaderNames.PRAGMA, "no-cache");
    headers.add(HttpHeaderNames.EXPIRES, "0");
    headers.add("X-Content-Type-Options", "nosniff");
    headers.add("Referrer-Policy", "no-referrer");
    requests.record(Duration.ofNanos(System.nanoTime() - began));
    return answer;
  }
}
