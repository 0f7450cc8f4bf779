package dev.examhall.cache.entry;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.entry.Entries.Answer;
import dev.examhall.cache.entry.Entries.Filling;
import dev.examhall.cache.invalidation.Invalidations;
import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import java.util.Objects;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Single values over HTTP. */
@RestController
@RequestMapping("/api/v1/cache/{prefix}/{key}")
final class EntryController {

  private static final String BYTES = "application/octet-stream";

  private final Entries entries;
  private final Invalidations invalidations;
  private final CacheProperties properties;
  private final EntryParameters parameters;
  private final EntryAnswers answers;

  EntryController(
      Entries entries,
      Invalidations invalidations,
      CacheProperties properties,
      EntryParameters parameters,
      EntryAnswers answers) {
    this.entries = entries;
    this.invalidations = invalidations;
    this.properties = properties;
    this.parameters = parameters;
    this.answers = answers;
  }

  @GetMapping
  Mono<Void> get(
      @PathVariable String prefix, @PathVariable String key, ServerWebExchange exchange) {
    EntryKey entry = parameters.key(prefix, key);
    ServerHttpRequest request = exchange.getRequest();
    Mono<Answer> answer =
        entries.read(
            entry,
            parameters.wish(
                request.getQueryParams().getFirst("lease"),
                request.getQueryParams().getFirst("wait")));
    ServerHttpResponse response = exchange.getResponse();
    return answer.flatMap(
        found ->
            send(
                response,
                answers.reply(
                    found,
                    request.getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH),
                    response.getHeaders()::set)));
  }

  /** As {@link FastReads} sends. */
  static Mono<Void> send(ServerHttpResponse response, Reply reply) {
    response.setRawStatusCode(reply.status());
    if (reply.status() == Reply.NOT_MODIFIED) {
      return response.setComplete();
    }
    response.getHeaders().setContentLength(reply.body().remaining());
    return response.writeWith(Mono.just(response.bufferFactory().wrap(reply.body())));
  }

  @PutMapping
  Mono<Void> put(
      @PathVariable String prefix, @PathVariable String key, ServerWebExchange exchange) {
    EntryKey entry = parameters.key(prefix, key);
    ServerHttpRequest request = exchange.getRequest();
    HttpHeaders headers = request.getHeaders();
    String token = headers.getFirst(EntryHeaders.FILL_TOKEN);
    FillToken fillToken = token == null ? null : FillToken.parse(token);
    return body(request)
        .map(
            body ->
                new Filling(
                    parameters.ttl(request.getQueryParams().getFirst("ttl")),
                    parameters.stale(request.getQueryParams().getFirst("stale")),
                    parameters.tags(request.getQueryParams().getFirst("tags")),
                    parameters.loadTime(headers.getFirst(EntryHeaders.LOAD_TIME)),
                    Objects.requireNonNullElse(headers.getFirst(HttpHeaders.CONTENT_TYPE), BYTES),
                    headers.getFirst(HttpHeaders.CONTENT_ENCODING),
                    body))
        .flatMap(
            filling ->
                fillToken == null
                    ? invalidations.announcing(entry, entries.put(entry, filling))
                    : entries
                        .fill(entry, fillToken, filling)
                        .flatMap(
                            stored ->
                                stored
                                    ? Mono.<Void>empty()
                                    : Mono.error(
                                        new RequestRefusedException(
                                            new Refusal.InvalidatedMeanwhile()))))
        .then(noContent(exchange));
  }

  @DeleteMapping
  Mono<Void> delete(
      @PathVariable String prefix, @PathVariable String key, ServerWebExchange exchange) {
    EntryKey entry = parameters.key(prefix, key);
    return invalidations.delete(entry).then(noContent(exchange));
  }

  @DeleteMapping("/lease")
  Mono<Void> release(
      @PathVariable String prefix, @PathVariable String key, ServerWebExchange exchange) {
    EntryKey entry = parameters.key(prefix, key);
    String token = exchange.getRequest().getHeaders().getFirst(EntryHeaders.FILL_TOKEN);
    if (token == null) {
      throw new RequestRefusedException(
          new Refusal.MalformedParameter(
              EntryHeaders.FILL_TOKEN, "this names the lease that is given back."));
    }
    return entries.release(entry, FillToken.parse(token)).then(noContent(exchange));
  }

  private Mono<byte[]> body(ServerHttpRequest request) {
    long maximum = properties.maximumValueSize().toBytes();
    if (request.getHeaders().getContentLength() > maximum) {
      return Mono.error(tooLarge(maximum));
    }
    return DataBufferUtils.join(request.getBody(), Math.toIntExact(maximum))
        .map(
            buffer -> {
              byte[] bytes = new byte[buffer.readableByteCount()];
              buffer.read(bytes);
              DataBufferUtils.release(buffer);
              return bytes;
            })
        .defaultIfEmpty(new byte[0])
        .onErrorMap(DataBufferLimitException.class, large -> tooLarge(maximum));
  }

  private static RequestRefusedException tooLarge(long maximum) {
    return new RequestRefusedException(new Refusal.ValueTooLarge(maximum));
  }

  private static Mono<Void> noContent(ServerWebExchange exchange) {
    return Mono.defer(
        () -> {
          exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
          return exchange.getResponse().setComplete();
        });
  }
}
