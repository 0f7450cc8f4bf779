package dev.examhall.monitoring.page;

import io.r2dbc.spi.R2dbcException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** The one place where a failure becomes an answer: RFC 9457 problem details. */
@Component
@Order(-2) // before Spring Boot's own handler
final class MonitoringProblems implements WebExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(MonitoringProblems.class);

  private final ObjectMapper json;

  MonitoringProblems(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(failure);
    }
    if (failure instanceof DataAccessException || failure instanceof R2dbcException) {
      // An outage is never reported as something that is not there.
      log.warn("{} needs the database: {}", exchange.getRequest().getPath(), failure.toString());
      return write(exchange, HttpStatus.SERVICE_UNAVAILABLE);
    }
    if (failure instanceof ResponseStatusException expected) {
      return write(exchange, expected.getStatusCode());
    }
    log.error("{} failed", exchange.getRequest().getPath(), failure);
    return write(exchange, HttpStatus.INTERNAL_SERVER_ERROR);
  }

  private Mono<Void> write(ServerWebExchange exchange, HttpStatusCode status) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", type(status));
    problem.put("title", title(status));
    problem.put("status", status.value());
    problem.put("instance", exchange.getRequest().getPath().value());
    byte[] body = json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(status);
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    response.getHeaders().setContentLength(body.length);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  private static String type(HttpStatusCode status) {
    if (status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
      return "/problems/database-away";
    }
    return status.is5xxServerError() ? "/problems/internal-error" : "about:blank";
  }

  private static String title(HttpStatusCode status) {
    HttpStatus known = HttpStatus.resolve(status.value());
    return known == null ? "Error" : known.getReasonPhrase();
  }
}
