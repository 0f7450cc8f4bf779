package dev.examhall.examrender.problem;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.r2dbc.spi.R2dbcException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.Order;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerErrorException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/**
 * The one place where a failure becomes an answer: RFC 9457 problem details for programs, a page
 * for browsers. What is not expected is logged and told as an error of ours, and what an outage
 * caused as an outage, never as bad input.
 */
@Component
@Order(-2) // before Spring Boot's own handler
final class Problems implements WebExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);
  private static final String RETRY_AFTER_SECONDS = "3";

  private final ObjectMapper json;
  private final ErrorPage errorPage;

  Problems(ObjectMapper json, ErrorPage errorPage) {
    this.json = json;
    this.errorPage = errorPage;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(failure);
    }
    // The client's connection, then nobody reads the answer; or PostgreSQL's, which looks the same:
    // without an answer of ours it would be an empty 200, an acknowledgement of nothing.
    boolean isReset = DisconnectedClientHelper.isClientDisconnectedException(failure);
    boolean wantsPage = wantsPage(exchange);
    Answer answer = isReset ? unavailable() : answer(exchange, wantsPage, failure);
    if (answer.status().is5xxServerError() && !isReset) {
      logFailure(exchange, answer, failure);
    }
    HttpHeaders headers = exchange.getResponse().getHeaders();
    headers.setCacheControl("no-store");
    if (answer.status().isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
      headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return wantsPage ? writePage(exchange, answer) : writeProblem(exchange, answer);
  }

  /** A part of the address is no id, or none at all: for a person there is no such page. */
  private static boolean isOfAddress(Throwable failure) {
    MethodParameter parameter =
        switch (failure) {
          case ServerWebInputException error -> error.getMethodParameter();
          case ServerErrorException error -> error.getMethodParameter();
          default -> null;
        };
    return parameter != null && parameter.hasParameterAnnotation(PathVariable.class);
  }

  /** Requests that the framework itself calls errors of the server. */
  private static boolean isUnreadable(ServerWebExchange exchange, Throwable failure) {
    if (failure instanceof ServerErrorException) {
      return isOfAddress(failure);
    }
    MediaType type = exchange.getRequest().getHeaders().getContentType();
    return failure instanceof DecodingException
        && type != null
        && type.getType().equals("multipart")
        && type.getParameter("boundary") == null;
  }

  private static Answer answer(ServerWebExchange exchange, boolean wantsPage, Throwable failure) {
    if (wantsPage && isOfAddress(failure)) {
      return answer(HttpStatus.NOT_FOUND);
    }
    return isUnreadable(exchange, failure) ? malformed() : answer(failure);
  }

  private static Answer answer(Throwable failure) {
    if (hasCause(failure, DataBufferLimitException.class)
        || hasCause(failure, ContentTooLargeException.class)) {
      return tooLarge();
    }
    return switch (failure) {
      case ProblemException expected ->
          new Answer(expected.kind(), String.valueOf(expected.getMessage()), expected.properties());
      case HandedOnProblem other ->
          new Answer(
              other.status(),
              String.valueOf(other.body().getOrDefault("type", "about:blank")),
              String.valueOf(other.body().getOrDefault("title", "The file cannot be taken")),
              String.valueOf(other.body().getOrDefault("detail", "")),
              other.body());
      case ServerWebInputException ignored -> malformed();
      case UnsupportedMediaTypeStatusException ignored ->
          new Answer(
              ProblemKind.UNSUPPORTED_MEDIA_TYPE,
              "Send the body as the documentation says, JSON for most requests, with the"
                  + " Content-Type header to match.",
              Map.of());
      case MethodNotAllowedException notAllowed ->
          new Answer(
              ProblemKind.METHOD_NOT_ALLOWED,
              "Use one of %s.".formatted(notAllowed.getSupportedMethods()),
              Map.of());
      case ResponseStatusException status -> answer(status.getStatusCode());
      case DataAccessException outage -> unavailable();
      case R2dbcException outage -> unavailable();
      case TransactionException outage -> unavailable();
      case TimeoutException outage -> unavailable();
      case CallNotPermittedException outage -> unavailable();
      default ->
          new Answer(
              ProblemKind.INTERNAL_ERROR,
              "It has been reported. Try again; if it stays like this, tell your teacher.",
              Map.of());
    };
  }

  private static Answer answer(HttpStatusCode status) {
    return status.isSameCodeAs(HttpStatus.NOT_FOUND)
        ? new Answer(ProblemKind.NOT_FOUND, "Check the address: there is nothing here.", Map.of())
        : new Answer(status, "about:blank", reason(status), reason(status), Map.of());
  }

  private static Answer malformed() {
    return new Answer(
        ProblemKind.MALFORMED_REQUEST,
        "A value in the address or the body has a form that is not expected here. See"
            + " /v3/api-docs for what is, and send the request again.",
        Map.of());
  }

  private static Answer tooLarge() {
    return new Answer(
        ProblemKind.BODY_TOO_LARGE, "Shorten what you send; nothing of it was stored.", Map.of());
  }

  private static Answer unavailable() {
    return new Answer(
        ProblemKind.SERVICE_UNAVAILABLE,
        "Something we depend on does not answer. Nothing is lost; try again in a few seconds.",
        Map.of());
  }

  private static String reason(HttpStatusCode code) {
    HttpStatus status = HttpStatus.resolve(code.value());
    return status == null ? "The request failed" : status.getReasonPhrase();
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static void logFailure(ServerWebExchange exchange, Answer answer, Throwable failure) {
    log.atError()
        .addKeyValue("method", exchange.getRequest().getMethod())
        .addKeyValue("path", exchange.getRequest().getPath().value())
        .addKeyValue("status", answer.status().value())
        .setCause(failure)
        .log("A request failed");
  }

  private static boolean wantsPage(ServerWebExchange exchange) {
    String path = exchange.getRequest().getPath().value();
    if (path.startsWith("/api/") || path.startsWith("/v3/") || path.startsWith("/actuator")) {
      return false;
    }
    @Nullable String accept = exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
  }

  private Mono<Void> writePage(ServerWebExchange exchange, Answer answer) {
    return errorPage
        .render(
            answer.status(), answer.type(), answer.title(), answer.detail(), exchange.getRequest())
        .flatMap(page -> write(exchange, page));
  }

  private static Mono<Void> write(ServerWebExchange exchange, ResponseEntity<byte[]> page) {
    ServerHttpResponse response = exchange.getResponse();
    byte[] body = page.getBody() == null ? new byte[0] : page.getBody();
    response.setStatusCode(page.getStatusCode());
    page.getHeaders().forEach(response.getHeaders()::addAll);
    response.getHeaders().setContentLength(body.length);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  private Mono<Void> writeProblem(ServerWebExchange exchange, Answer answer) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", answer.type());
    problem.put("title", answer.title());
    problem.put("status", answer.status().value());
    problem.put("detail", answer.detail());
    problem.put("instance", exchange.getRequest().getPath().value());
    answer.properties().forEach(problem::putIfAbsent);
    byte[] body = json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(answer.status());
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    response.getHeaders().setContentLength(body.length);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  private record Answer(
      HttpStatusCode status,
      String type,
      String title,
      String detail,
      Map<String, Object> properties) {
    Answer(ProblemKind kind, String detail, Map<String, Object> properties) {
      this(kind.status(), kind.type(), kind.title(), detail, properties);
    }
  }
}
