package dev.examhall.gateway.web;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/** Decides by method, path and headers alone whether a request may go further. */
public final class RequestCheck {

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

  /** RFC 3986 authority without user information, as far as a browser sends one. */
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._~-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

  private RequestCheck() {}

  /** What is to be done with a request. */
  public enum Verdict {
    /** It may go on. */
    PASS,
    /** Nobody uses this method here. */
    METHOD_NOT_ALLOWED,
    /** Services are told this name, and could take anything for it. */
    UNREADABLE_HOST,
    /** Two parts of the suite could read this path differently. */
    AMBIGUOUS_PATH,
    /** Another site may have made the browser send this. */
    CROSS_SITE
  }

  /**
   * The verdict.
   *
   * @param header a header's first line by its name
   * @param cookies whether it has any
   */
  public static Verdict of(
      HttpMethod method,
      @Nullable String rawPath,
      Function<String, @Nullable String> header,
      boolean cookies,
      Client client) {
    if (!METHODS.contains(method)) {
      return Verdict.METHOD_NOT_ALLOWED;
    }
    if (ambiguous(rawPath)) {
      return Verdict.AMBIGUOUS_PATH;
    }
    if (unreadable(client.host())) {
      return Verdict.UNREADABLE_HOST;
    }
    if (!SAFE.contains(method) && crossSite(header, cookies, client)) {
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

  /** Whether it is no name or address with at most a port. A program may leave it out. */
  static boolean unreadable(String host) {
    return !host.isEmpty() && !HOST.matcher(host).matches();
  }

  static boolean crossSite(
      Function<String, @Nullable String> header, boolean cookies, Client client) {
    String site = header.apply("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = header.apply(HttpHeaders.ORIGIN);
    if (origin != null) {
      return !sameOrigin(origin, client);
    }
    // a browser of today always says one of the two; a program has no cookies to misuse
    return cookies;
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
