package dev.examhall.gateway.web;

import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Security headers of every answer. The page's own service decides its content security policy; a
 * strict one is put where there is none.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class SecurityHeadersFilter implements WebFilter {

  static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";
  static final String STRICT_POLICY =
      "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  /** A worker obeys the policy of its own script's answer: PDF.js's worker fetches its WASM. */
  static final String SCRIPT_POLICY =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; font-src"
          + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String PERMISSIONS =
      "accelerometer=(), autoplay=(self), camera=(), display-capture=(), fullscreen=(self),"
          + " geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(),"
          + " publickey-credentials-get=(self), screen-wake-lock=(self), usb=()";
  private static final String TWO_YEARS = "max-age=63072000";
  private static final String SECURE = "; Secure";

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> harden(exchange)));
    return chain.filter(exchange);
  }

  private static void harden(ServerWebExchange exchange) {
    HttpHeaders headers = exchange.getResponse().getHeaders();
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Permissions-Policy", PERMISSIONS);
    absent(headers, "Referrer-Policy", "same-origin");
    absent(
        headers,
        CONTENT_SECURITY_POLICY,
        exchange.getRequest().getURI().getRawPath().startsWith("/assets/")
            ? SCRIPT_POLICY
            : STRICT_POLICY);
    absent(headers, HttpHeaders.CACHE_CONTROL, "no-store");
    headers.remove(HttpHeaders.SERVER);
    headers.remove("X-Powered-By");
    if (Client.of(exchange).secure()) {
      headers.set("Strict-Transport-Security", TWO_YEARS);
      secureCookies(headers);
    }
  }

  private static void absent(HttpHeaders headers, String name, String value) {
    if (!headers.containsHeader(name)) {
      headers.set(name, value);
    }
  }

  /** Services don't know how the browser came: here is where TLS ends. */
  private static void secureCookies(HttpHeaders headers) {
    List<String> cookies = headers.get(HttpHeaders.SET_COOKIE);
    if (cookies != null) {
      headers.put(
          HttpHeaders.SET_COOKIE,
          cookies.stream()
              .map(cookie -> cookie.contains(SECURE) ? cookie : cookie + SECURE)
              .toList());
    }
  }
}
