package dev.examhall.gateway.web;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;

/** Decides by method, path and headers alone whether a request may go further. */
final class RequestCheck {

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE);
  private static final int LONGEST_PATH = 2048;

  private RequestCheck() {}

  enum Verdict {
    PASS,
    /** Nobody uses this method here. */
    METHOD_NOT_ALLOWED,
    /** Two parts of the suite could read this path differently. */
    AMBIGUOUS_PATH,
    /** Another site may have made the browser send this. */
    CROSS_SITE
  }

  static Verdict of(ServerHttpRequest request, Client client) {
    if (!METHODS.contains(request.getMethod())) {
      return Verdict.METHOD_NOT_ALLOWED;
    }
    if (ambiguous(request.getURI().getRawPath())) {
      return Verdict.AMBIGUOUS_PATH;
    }
    if (!SAFE.contains(request.getMethod())
        && crossSite(request.getHeaders(), request.getCookies(), client)) {
      return Verdict.CROSS_SITE;
    }
    return Verdict.PASS;
  }

  static boolean ambiguous(@Nullable String rawPath) {
    if (rawPath == null || !rawPath.startsWith("/") || rawPath.length() > LONGEST_PATH) {
      return true;
    }
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      if (c <= 0x20 || c >= 0x7f || c == ';' || c == '\\') {
        return true;
      }
    }
    String path = rawPath.toLowerCase(Locale.ROOT);
    return path.contains("//")
        || path.contains("%2f")
        || path.contains("%5c")
        || path.contains("%3b")
        || path.contains("%25")
        || path.contains("%0")
        || path.contains("%1")
        || path.contains("%7f")
        || hasDotSegment(path.replace("%2e", "."));
  }

  private static boolean hasDotSegment(String path) {
    return path.contains("/./")
        || path.contains("/../")
        || path.endsWith("/.")
        || path.endsWith("/..");
  }

  static boolean crossSite(
      HttpHeaders headers, MultiValueMap<String, HttpCookie> cookies, Client client) {
    String site = headers.getFirst("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = headers.getOrigin();
    if (origin != null) {
      return !sameOrigin(origin, client);
    }
    // a browser of today always says one of the two; a program has no cookies to misuse
    return !cookies.isEmpty();
  }

  private static boolean sameOrigin(String origin, Client client) {
    try {
      URI uri = URI.create(origin);
      return client.scheme().equalsIgnoreCase(uri.getScheme())
          && authority(uri.getRawAuthority(), client.scheme())
              .equals(authority(client.host(), client.scheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String authority(@Nullable String authority, String scheme) {
    String lower = authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    String defaultPort = scheme.equals("https") ? ":443" : ":80";
    return lower.endsWith(defaultPort)
        ? lower.substring(0, lower.length() - defaultPort.length())
        : lower;
  }
}
