package dev.examhall.examrender.page;

import dev.examhall.examrender.session.StudentToken;
import java.time.Duration;
import org.springframework.http.ResponseCookie;

/** The cookie by which a student's browser is known. */
final class StudentCookie {

  private static final Duration LIFE = Duration.ofHours(51);

  private StudentCookie() {}

  /**
   * The cookie that holds a token.
   *
   * @param secure whether the browser came by HTTPS
   */
  static ResponseCookie holding(StudentToken token, boolean secure) {
    return ResponseCookie.from(StudentToken.COOKIE, token.value())
        .httpOnly(true)
        .secure(secure)
        .sameSite("Lax")
        .path("/")
        .maxAge(LIFE)
        .build();
  }
}
