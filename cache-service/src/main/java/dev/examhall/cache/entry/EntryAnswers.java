package dev.examhall.cache.entry;

import dev.examhall.cache.entry.Entries.Answer;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Hits and misses as responses. */
@Component
final class EntryAnswers {

  private static final String CACHE_NAME = "examhall-cache";

  private final byte[] missing;

  EntryAnswers(JsonMapper mapper) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no value under this key.");
    problem.setType(URI.create("/problems/cache-miss"));
    problem.setTitle("Cache miss");
    this.missing = mapper.writeValueAsBytes(problem);
  }

  Mono<Void> send(ServerHttpRequest request, ServerHttpResponse response, Answer answer) {
    return switch (answer) {
      case Answer.Hit hit -> sendHit(request, response, hit);
      case Answer.Miss miss -> sendMiss(response, miss.token());
    };
  }

  private static Mono<Void> sendHit(
      ServerHttpRequest request, ServerHttpResponse response, Answer.Hit hit) {
    StoredValue value = hit.value();
    HttpHeaders headers = response.getHeaders();
    long ttl = Math.floorDiv(hit.freshFor().toMillis(), 1000);
    headers.set(EntryHeaders.CACHE_STATUS, CACHE_NAME + "; hit; ttl=" + ttl);
    headers.set(EntryHeaders.AGE, Long.toString(value.ageSeconds(System.currentTimeMillis())));
    String tag = value.entityTag();
    headers.set(HttpHeaders.ETAG, tag);
    FillToken refresh = hit.refresh();
    if (refresh != null) {
      headers.set(EntryHeaders.FILL_TOKEN, refresh.toString());
      headers.set(EntryHeaders.LEASE, "granted");
    }
    if (refresh == null && tag.equals(request.getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(HttpStatus.NOT_MODIFIED);
      return response.setComplete();
    }
    headers.set(HttpHeaders.CONTENT_TYPE, value.contentType());
    if (value.contentEncoding() != null) {
      headers.set(HttpHeaders.CONTENT_ENCODING, value.contentEncoding());
    }
    headers.setContentLength(value.bodyLength());
    return response.writeWith(Mono.just(response.bufferFactory().wrap(value.body())));
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
}
