package dev.examhall.gateway.web;

import java.util.List;
import org.springframework.http.HttpHeaders;

/**
 * Security headers of every answer. The page's own service decides its content security policy; a
 * strict one is put where there is none.
 */
public final class SecurityHeaders {

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

  private SecurityHeaders() {}

  /**
   * Puts them on an answer.
   *
   * @param path of the request
   * @param secure whether the client speaks TLS
   */
  public static void harden(HttpHeaders headers, String path, boolean secure) {
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Permissions-Policy", PERMISSIONS);
    absent(headers, "Referrer-Policy", "same-origin");
    absent(
        headers,
        CONTENT_SECURITY_POLICY,
        path.startsWith("/assets/") ? SCRIPT_POLICY : STRICT_POLICY);
    absent(headers, HttpHeaders.CACHE_CONTROL, "no-store");
    headers.remove(HttpHeaders.SERVER);
    headers.remove("X-Powered-By");
    if (secure) {
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
