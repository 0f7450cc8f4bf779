package dev.examhall.cache.problem;

import dev.examhall.cache.redis.RedisUnavailableException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;

/** The one place where problem details (RFC 9457) are made. */
@RestControllerAdvice
final class CacheProblems extends ResponseEntityExceptionHandler {

  private static final String RETRY_SECONDS = "1";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(RequestRefusedException refused) {
    ProblemDetail problem =
        switch (refused.refusal()) {
          case Refusal.UnknownPrefix unknown -> {
            ProblemDetail detail =
                problem(
                    HttpStatus.BAD_REQUEST,
                    "unknown-prefix",
                    "Unknown prefix",
                    "There is no prefix '"
                        + unknown.prefix()
                        + "'. Prefixes are configured as examhall.cache.prefixes.");
            detail.setProperty("prefixes", unknown.known());
            yield detail;
          }
          case Refusal.MalformedKey key ->
              problem(
                  HttpStatus.BAD_REQUEST,
                  "malformed-key",
                  "Malformed key",
                  "'" + key.key() + "': " + key.reason());
          case Refusal.MalformedPattern pattern ->
              problem(
                  HttpStatus.BAD_REQUEST,
                  "malformed-pattern",
                  "Malformed pattern",
                  "'" + pattern.pattern() + "': " + pattern.reason());
          case Refusal.MalformedParameter parameter ->
              problem(
                  HttpStatus.BAD_REQUEST,
                  "malformed-parameter",
                  "Malformed parameter",
                  parameter.name() + ": " + parameter.reason());
          case Refusal.ValueTooLarge large ->
              problem(
                  HttpStatus.CONTENT_TOO_LARGE,
                  "value-too-large",
                  "Value too large",
                  "A value has at most " + large.maximumBytes() + " bytes.");
          case Refusal.InvalidatedMeanwhile meanwhile ->
              problem(
                  HttpStatus.CONFLICT,
                  "invalidated-meanwhile",
                  "Invalidated meanwhile",
                  "The key was invalidated after the fill token was given; nothing was stored.");
          case Refusal.NotFound missing ->
              problem(HttpStatus.NOT_FOUND, "not-found", "Not found", missing.what());
        };
    return ResponseEntity.status(problem.getStatus()).body(problem);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unavailable(RedisUnavailableException unavailable) {
    ProblemDetail problem =
        problem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "cache-unavailable",
            "Cache unavailable",
            "The cache's store does not answer. Do without the cache.");
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .body(problem);
  }

  private static ProblemDetail problem(
      HttpStatus status, String type, String title, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(URI.create("/problems/" + type));
    problem.setTitle(title);
    return problem;
  }
}
