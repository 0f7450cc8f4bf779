package dev.examhall.cache.entry;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.entry.Entries.Answer;
import dev.examhall.cache.entry.Entries.Filling;
import dev.examhall.cache.invalidation.Invalidations;
import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
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
import tools.jackson.databind.json.JsonMapper;

/** Single values over HTTP. */
@RestController
@RequestMapping("/api/v1/cache/{prefix}/{key}")
final class EntryController {

  private static final String CACHE_NAME = "examhall-cache";
  private static final String BYTES = "application/octet-stream";

  private final Entries entries;
  private final Invalidations invalidations;
  private final CacheProperties properties;
  private final EntryParameters parameters;
  private final byte[] missing;

  EntryController(
      Entries entries,
      Invalidations invalidations,
      CacheProperties properties,
      EntryParameters parameters,
      JsonMapper mapper) {
    this.entries = entries;
    this.invalidations = invalidations;
    this.properties = properties;
    this.parameters = parameters;
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no value under this key.");
    problem.setType(URI.create("/problems/cache-miss"));
    problem.setTitle("Cache miss");
    this.missing = mapper.writeValueAsBytes(problem);
  }

  @GetMapping
  Mono<Void> get(
      @PathVariable String prefix, @PathVariable String key, ServerWebExchange exchange) {
    EntryKey entry = parameters.key(prefix, key);
    ServerHttpRequest request = exchange.getRequest();
    boolean lease = !"false".equals(request.getQueryParams().getFirst("lease"));
    Mono<Answer> answer =
        lease
            ? entries.read(entry, parameters.wait(request.getQueryParams().getFirst("wait")))
            : entries.peek(entry);
    return answer.flatMap(
        found ->
            switch (found) {
              case Answer.Hit hit -> send(exchange, hit);
              case Answer.Miss miss -> sendMiss(exchange.getResponse(), miss.token());
            });
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

  private static Mono<Void> send(ServerWebExchange exchange, Answer.Hit hit) {
    StoredValue value = hit.value();
    ServerHttpResponse response = exchange.getResponse();
    HttpHeaders headers = response.getHeaders();
    long ttl = Math.floorDiv(hit.freshFor().toMillis(), 1000);
    headers.set(EntryHeaders.CACHE_STATUS, CACHE_NAME + "; hit; ttl=" + ttl);
    headers.set(EntryHeaders.AGE, Long.toString(value.ageSeconds(System.currentTimeMillis())));
    headers.set(HttpHeaders.ETAG, value.entityTag());
    FillToken refresh = hit.refresh();
    if (refresh != null) {
      headers.set(EntryHeaders.FILL_TOKEN, refresh.toString());
      headers.set(EntryHeaders.LEASE, "granted");
    }
    if (refresh == null
        && value
            .entityTag()
            .equals(exchange.getRequest().getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(HttpStatus.NOT_MODIFIED);
      return response.setComplete();
    }
    headers.set(HttpHeaders.CONTENT_TYPE, value.contentType());
    if (value.contentEncoding() != null) {
      headers.set(HttpHeaders.CONTENT_ENCODING, value.contentEncoding());
    }
    headers.setContentLength(value.bodyLength());
    DataBuffer body = response.bufferFactory().wrap(value.body());
    return response.writeWith(Mono.just(body));
  }

  private Mono<Void> sendMiss(ServerHttpResponse response, @Nullable FillToken token) {
    response.setStatusCode(HttpStatus.NOT_FOUND);
    HttpHeaders headers = response.getHeaders();
    String status = CACHE_NAME + "; fwd=uri-miss";
    if (token != null) {
      headers.set(EntryHeaders.FILL_TOKEN, token.toString());
      headers.set(EntryHeaders.LEASE, token.hasLease() ? "granted" : "held");
      status = token.hasLease() ? status : status + "; detail=lease-held";
    }
    headers.set(EntryHeaders.CACHE_STATUS, status);
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.setContentLength(missing.length);
    return response.writeWith(Mono.just(response.bufferFactory().wrap(missing)));
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
