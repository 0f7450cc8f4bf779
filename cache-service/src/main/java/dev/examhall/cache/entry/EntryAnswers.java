package dev.examhall.cache.entry;

import dev.examhall.cache.entry.Entries.Answer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Hits and misses as responses. */
@Component
final class EntryAnswers {

  private static final String CACHE_NAME = "examhall-cache";
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final byte[] missing;

  EntryAnswers(JsonMapper mapper) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no value under this key.");
    problem.setType(URI.create("/problems/cache-miss"));
    problem.setTitle("Cache miss");
    this.missing = mapper.writeValueAsBytes(problem);
  }

  /**
   * The response to a read.
   *
   * @param ifNoneMatch the request's {@code If-None-Match}
   * @param headers takes the response's header fields, but for the length
   */
  Reply reply(Answer answer, @Nullable String ifNoneMatch, BiConsumer<String, String> headers) {
    return switch (answer) {
      case Answer.Hit hit -> hit(hit, ifNoneMatch, headers);
      case Answer.Miss miss -> miss(miss.token(), headers);
    };
  }

  private static Reply hit(
      Answer.Hit hit, @Nullable String ifNoneMatch, BiConsumer<String, String> headers) {
    StoredValue value = hit.value();
    long ttl = Math.floorDiv(hit.freshFor().toMillis(), 1000);
    headers.accept(EntryHeaders.CACHE_STATUS, CACHE_NAME + "; hit; ttl=" + ttl);
    headers.accept(EntryHeaders.AGE, Long.toString(value.ageSeconds(System.currentTimeMillis())));
    String tag = value.entityTag();
    headers.accept(HttpHeaders.ETAG, tag);
    FillToken refresh = hit.refresh();
    if (refresh != null) {
      headers.accept(EntryHeaders.FILL_TOKEN, refresh.toString());
      headers.accept(EntryHeaders.LEASE, "granted");
    }
    if (refresh == null && tag.equals(ifNoneMatch)) {
      return new Reply(Reply.NOT_MODIFIED, NOTHING);
    }
    headers.accept(HttpHeaders.CONTENT_TYPE, value.contentType());
    if (value.contentEncoding() != null) {
      headers.accept(HttpHeaders.CONTENT_ENCODING, value.contentEncoding());
    }
    return new Reply(HttpStatus.OK.value(), value.body());
  }

  private Reply miss(@Nullable FillToken token, BiConsumer<String, String> headers) {
    String status = CACHE_NAME + "; fwd=uri-miss";
    if (token != null) {
      headers.accept(EntryHeaders.FILL_TOKEN, token.toString());
      headers.accept(EntryHeaders.LEASE, token.hasLease() ? "granted" : "held");
      status = token.hasLease() ? status : status + "; detail=lease-held";
    }
    headers.accept(EntryHeaders.CACHE_STATUS, status);
    headers.accept(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    return new Reply(HttpStatus.NOT_FOUND.value(), ByteBuffer.wrap(missing));
  }
}
