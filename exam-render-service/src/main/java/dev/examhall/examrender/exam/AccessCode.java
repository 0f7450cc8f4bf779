package dev.examhall.examrender.exam;

import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What students are asked for before an exam starts, if a teacher wants that. Teachers who may read
 * the exam see it, since they read it out in the room: it is no password.
 */
public final class AccessCode {

  private static final int SHORTEST = 4;
  private static final int LONGEST = 32;
  private static final Pattern FILLING = Pattern.compile("[\\s-]");

  private AccessCode() {}

  /** Whether it may be a code, or none is wanted. */
  public static boolean isAllowed(String typed) {
    String code = typed.strip();
    return code.isEmpty()
        || (code.length() <= LONGEST
            && plain(code).length() >= SHORTEST
            && code.chars().noneMatch(Character::isISOControl));
  }

  /**
   * The code as it is stored; null for none.
   *
   * @throws ProblemException 422 for one that is too short, too long or cannot be typed
   */
  public static @Nullable String checked(@Nullable String typed) {
    String code = typed == null ? "" : typed.strip();
    if (!isAllowed(code)) {
      throw new ProblemException(
          ProblemKind.INVALID_EXAM,
          "An access code has %d to %d letters and digits. Leave it empty for none."
              .formatted(SHORTEST, LONGEST),
          Map.of(
              "problems", Map.of("accessCode", "It is too short, too long or cannot be typed.")));
    }
    return code.isEmpty() ? null : code;
  }

  /** Whether somebody typed it, in whatever case and however divided. */
  public static boolean isTyped(String code, String typed) {
    return MessageDigest.isEqual(
        plain(code).getBytes(StandardCharsets.UTF_8),
        plain(typed).getBytes(StandardCharsets.UTF_8));
  }

  private static String plain(String code) {
    return FILLING.matcher(code).replaceAll("").toUpperCase(Locale.ROOT);
  }
}
