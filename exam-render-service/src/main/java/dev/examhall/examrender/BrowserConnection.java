package dev.examhall.examrender;

import org.springframework.web.server.ServerWebExchange;

/** How the browser came, for its cookies. */
public final class BrowserConnection {

  private BrowserConnection() {}

  /** By HTTPS or not. The gateway says so; nobody else can call this service. */
  public static boolean isSecure(ServerWebExchange exchange) {
    return "https"
            .equalsIgnoreCase(exchange.getRequest().getHeaders().getFirst("X-Forwarded-Proto"))
        || "https".equals(exchange.getRequest().getURI().getScheme());
  }
}
