package dev.examhall.asset.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import tools.jackson.databind.json.JsonMapper;

/** The one place where this service words its problem details (RFC 9457). */
@RestControllerAdvice
public final class AssetProblems extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(AssetProblems.class);

  private final JsonMapper json =
      JsonMapper.builder().addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class).build();

  public static ProblemDetail noSuchAsset() {
    return problem(
        HttpStatus.NOT_FOUND,
        "no-such-asset",
        "There is no such file",
        "No release that is kept has a file of this name. Reload the page to get the current one.");
  }

  public static ProblemDetail noSuchPage(String page) {
    return problem(
        HttpStatus.NOT_FOUND,
        "no-such-page",
        "There is no such page",
        "No page is called '%s': pages are the files in src/main/assets/pages when this release was built."
            .formatted(page));
  }

  public static ProblemDetail noAcceptableEncoding() {
    return problem(
        HttpStatus.NOT_ACCEPTABLE,
        "no-acceptable-encoding",
        "No acceptable encoding",
        "The request refuses every encoding that this file has, and the plain file too.");
  }

  public static ProblemDetail methodNotAllowed() {
    return problem(
        HttpStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "The method is not allowed",
        "This address can only be read: use GET or HEAD.");
  }

  /** The same for a file that is not there and for one that the caller may not see. */
  public static ProblemDetail noSuchMedia() {
    return problem(
        HttpStatus.NOT_FOUND,
        "no-such-media",
        "There is no such file here",
        "The file does not exist, or this browser may not open it: open the exam's page again.");
  }

  /**
   * The range asked for is beyond the end.
   *
   * @param length of the file, in bytes
   */
  public static ProblemDetail noSuchRange(long length) {
    return problem(
        HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
        "no-such-range",
        "The file has no such range",
        "The file has %d bytes, and the range begins after them.".formatted(length));
  }

  public static ProblemDetail notWellFormed(String what) {
    return problem(HttpStatus.BAD_REQUEST, "not-well-formed", "The request cannot be read", what);
  }

  /**
   * A file that was looked at and is not taken.
   *
   * @param sentence for the teacher who uploaded it: what is wrong and what to do
   */
  public static ProblemDetail refusedFile(
      HttpStatus status, String type, String title, String sentence) {
    return problem(status, type, title, sentence);
  }

  public static ResponseEntity<ProblemDetail> response(ProblemDetail problem) {
    return ResponseEntity.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(problem);
  }

  /** Answers with a problem where there is no controller. */
  public Mono<Void> write(ServerWebExchange exchange, ProblemDetail problem) {
    ServerHttpResponse response = exchange.getResponse();
    byte[] body = json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
    response.setRawStatusCode(problem.getStatus());
    HttpHeaders headers = response.getHeaders();
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.setContentLength(body.length);
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  @ExceptionHandler({IOException.class, UncheckedIOException.class})
  Mono<ResponseEntity<ProblemDetail>> storageFailed(Exception e) {
    if (e instanceof AbortedException || AbortedException.isConnectionReset(e)) {
      log.debug("the client went away: {}", e.toString());
      return Mono.empty();
    }
    log.error("the media store failed", e);
    return Mono.just(
        unavailable(
            "storage-unavailable",
            "Files cannot be stored or read now",
            "The store of files does not work at the moment; nothing was kept of this request. Try"
                + " again in a few minutes, and tell an operator if it stays so."));
  }

  @ExceptionHandler(RejectedExecutionException.class)
  ResponseEntity<ProblemDetail> busy(RejectedExecutionException e) {
    log.warn("refused a request: too many files are being worked on");
    return unavailable(
        "too-busy",
        "Too many files at once",
        "Too many files are being uploaded or read at this moment. Try again in a few seconds.");
  }

  @ExceptionHandler(Exception.class)
  ResponseEntity<ProblemDetail> unexpected(Exception e) {
    log.error("unexpected failure", e);
    return response(
        problem(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "unexpected",
            "Something went wrong",
            "The service failed in a way that it did not foresee; the failure was recorded. Try"
                + " again later."));
  }

  private static ResponseEntity<ProblemDetail> unavailable(
      String type, String title, String detail) {
    ProblemDetail problem = problem(HttpStatus.SERVICE_UNAVAILABLE, type, title, detail);
    return ResponseEntity.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(HttpHeaders.RETRY_AFTER, "5")
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
