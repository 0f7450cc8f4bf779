package dev.examhall.gateway.web;

import org.springframework.web.server.ServerWebExchange;

/**
 * How a request reached the gateway; made once, by the first filter.
 *
 * @param address the client's address, behind trusted proxies the one they tell
 * @param secure whether the client speaks TLS
 * @param host the host as the client knows it, with the port if it is not the default one
 * @param traceId 32 hexadecimal digits, in the log and on fallback pages
 */
public record Client(String address, boolean secure, String host, String traceId) {

  private static final String ATTRIBUTE = Client.class.getName();

  /** The request's client. */
  public static Client of(ServerWebExchange exchange) {
    return exchange.getRequiredAttribute(ATTRIBUTE);
  }

  void attachTo(ServerWebExchange exchange) {
    exchange.getAttributes().put(ATTRIBUTE, this);
  }

  /** The scheme as the client knows it. */
  public String scheme() {
    return secure ? "https" : "http";
  }
}
