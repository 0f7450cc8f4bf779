package dev.examhall.identity;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers of the security chain, as RFC 9457 problem details that say what to do. */
final class Problems {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String serviceId;

  Problems(String serviceId) {
    this.serviceId = serviceId;
  }

  Mono<Void> missingToken(ServerWebExchange exchange) {
    exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    return write(
        exchange,
        HttpStatus.UNAUTHORIZED,
        "/problems/token-needed",
        "A token is needed",
        "Call through the gateway, or send a service token with the audience '%s' as a bearer token."
            .formatted(serviceId));
  }

  Mono<Void> refusedToken(ServerWebExchange exchange, String reason) {
    exchange
        .getResponse()
        .getHeaders()
        .set(
            HttpHeaders.WWW_AUTHENTICATE,
            "Bearer error=\"invalid_token\", error_description=\"" + reason + "\"");
    return write(
        exchange,
        HttpStatus.UNAUTHORIZED,
        "/problems/token-refused",
        "The token is not accepted",
        "The token was refused: %s. Get a new one for the audience '%s' and send the request again."
            .formatted(reason, serviceId));
  }

  Mono<Void> forbidden(ServerWebExchange exchange) {
    return write(
        exchange,
        HttpStatus.FORBIDDEN,
        "/problems/not-allowed",
        "Not allowed",
        "The caller is known, but has no right to this. Sign in with an account that has the role,"
            + " or ask an operator for it.");
  }

  Mono<Void> tooLate(ServerWebExchange exchange) {
    return write(
        exchange,
        HttpStatus.GATEWAY_TIMEOUT,
        "/problems/too-late",
        "Nobody waits for this any more",
        "The time that the caller gave was over before the request was looked at; nothing was done."
            + " Send it again.");
  }

  Mono<Void> keysUnavailable(ServerWebExchange exchange) {
    exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, "2");
    return write(
        exchange,
        HttpStatus.SERVICE_UNAVAILABLE,
        "/problems/identity-unavailable",
        "The token can't be checked now",
        "The gateway's keys can't be read at the moment. Send the request again in a few seconds.");
  }

  private static Mono<Void> write(
      ServerWebExchange exchange, HttpStatus status, String type, String title, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", type);
    problem.put("title", title);
    problem.put("status", status.value());
    problem.put("detail", detail);
    problem.put("instance", exchange.getRequest().getPath().value());
    byte[] body = JSON.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(status);
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    response.getHeaders().setContentLength(body.length);
    response.getHeaders().setCacheControl("no-store");
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }
}
