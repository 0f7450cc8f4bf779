package dev.examhall.examrender.session;

import dev.examhall.examrender.Sha256;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The opaque secret in a student's cookie. Controllers take it as a parameter; the database only
 * holds its hash.
 *
 * @param value 256 bits, base64url
 */
public record StudentToken(String value) {

  /** Name of the cookie that carries it. */
  public static final String COOKIE = "examhall_student";

  private static final String FIELD = COOKIE + "=";
  private static final int BYTES = 32;
  private static final int LONGEST = 200;

  /** The token in a request's cookie; null without one that could be ours. */
  public static @Nullable StudentToken of(ServerHttpRequest request) {
    HttpCookie cookie = request.getCookies().getFirst(COOKIE);
    return cookie == null || cookie.getValue().isEmpty() || cookie.getValue().length() > LONGEST
        ? null
        : new StudentToken(cookie.getValue());
  }

  /**
   * The token in the {@code Cookie} fields of a request that did not go through the framework. Null
   * without a plain one, and where the framework has to say what a cookie is.
   */
  public static @Nullable StudentToken of(List<String> cookies) {
    StudentToken found = null;
    for (String header : cookies) {
      for (String pair : header.split(";", -1)) {
        String cookie = pair.strip();
        if (cookie.startsWith(FIELD)) {
          String value = cookie.substring(FIELD.length());
          if (found != null
              || value.isEmpty()
              || value.length() > LONGEST
              || value.indexOf('"') >= 0) {
            return null;
          }
          found = new StudentToken(value);
        }
      }
    }
    return found;
  }

  static StudentToken random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new StudentToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** SHA-256 of the value. */
  byte[] hash() {
    return Sha256.of(value);
  }

  /** Hides the secret from logs. */
  @Override
  public String toString() {
    return "StudentToken[…]";
  }
}
