package dev.examhall.activitylog.problem;

import dev.examhall.activitylog.people.UnclearPersonException;
import dev.examhall.activitylog.rights.AccessRefusedException;
import dev.examhall.activitylog.search.TooManyReadersException;
import dev.examhall.activitylog.search.UnreadableQueryException;
import io.r2dbc.spi.R2dbcException;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;

/** The one place where a failure becomes an answer. */
@RestControllerAdvice
final class ActivityLogProblems extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ActivityLogProblems.class);

  private static final String RETRY_SECONDS = "5";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unreadable(UnreadableQueryException unreadable) {
    ProblemDetail problem =
        problem(
            HttpStatus.BAD_REQUEST,
            "unreadable-parameter",
            "Unreadable parameter",
            unreadable.parameter() + ": " + unreadable.getMessage());
    problem.setProperty("parameter", unreadable.parameter());
    return ResponseEntity.badRequest().body(problem);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unclear(UnclearPersonException unclear) {
    return ResponseEntity.badRequest()
        .body(
            problem(
                HttpStatus.BAD_REQUEST,
                "unclear-person",
                "No such id",
                String.valueOf(unclear.getMessage())));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> tooManyReaders(TooManyReadersException failure) {
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .body(
            problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-many-readers",
                "Too many look on",
                "As many as this instance can serve follow the log now; search it instead."));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> brokerAway(KafkaException failure) {
    log.warn("Kafka does not answer: {}", failure.toString());
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .body(
            problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "broker-unavailable",
                "Kafka does not answer just now",
                "What was put aside stays there."));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(AccessRefusedException refused) {
    return ResponseEntity.status(HttpStatus.FORBIDDEN)
        .body(
            problem(
                HttpStatus.FORBIDDEN,
                "forbidden",
                "Not allowed",
                String.valueOf(refused.getMessage())));
  }

  @ExceptionHandler({DataAccessException.class, R2dbcException.class, TimeoutException.class})
  ResponseEntity<ProblemDetail> databaseAway(Exception failure) {
    log.warn("The log cannot be read: {}", failure.toString());
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .body(
            problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "log-unavailable",
                "The log cannot be read just now",
                "Nothing is lost: what happens meanwhile is kept and can be read later."));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unexpected(Exception failure) {
    log.error("A request failed", failure);
    return ResponseEntity.internalServerError()
        .body(
            problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Something went wrong here",
                "It was reported; try again later."));
  }

  private static ProblemDetail problem(
      HttpStatus status, String type, String title, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(URI.create("/problems/" + type));
    problem.setTitle(title);
    return problem;
  }
}
