package dev.examhall.examrender;

import java.net.InetSocketAddress;
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

  /** The browser's address in the gateway's words; whoever asks here itself, without them. */
  public static String address(ServerWebExchange exchange) {
    String said = exchange.getRequest().getHeaders().getFirst("X-Forwarded-For");
    InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
    return said != null ? said : remote == null ? "" : remote.getAddress().getHostAddress();
  }
}
