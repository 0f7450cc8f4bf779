package dev.examhall.gateway.route;

import dev.examhall.gateway.web.Client;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells services how the client came, in the gateway's own words. Runs last: Spring Cloud Gateway
 * removes such headers where no proxy is trusted.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class ForwardedHeadersWriter implements HttpHeadersFilter {

  @Override
  public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
    Client client = Client.of(exchange);
    HttpHeaders headers = new HttpHeaders();
    headers.putAll(input);
    headers.set("X-Forwarded-For", client.address());
    headers.set("X-Forwarded-Proto", client.scheme());
    headers.set("X-Forwarded-Host", client.host());
    return headers;
  }

  @Override
  public boolean supports(Type type) {
    return type == Type.REQUEST;
  }
}
