package dev.examhall.monitoring.page;

import dev.examhall.monitoring.errors.ErrorGroup;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Words of the errors' pages. */
public final class ErrorText {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ErrorText() {}

  /** Such as {@code IllegalStateException}. */
  public static String shortType(ErrorGroup group) {
    return group.type().substring(group.type().lastIndexOf('.') + 1);
  }

  public static String time(Instant at) {
    return TIME.format(at);
  }

  /** In one or two words. */
  public static String status(ErrorGroup group) {
    return switch (group.status()) {
      case OPEN -> group.regressions() > 0 ? "Came back" : "Open";
      case RESOLVED -> "Resolved";
      case IGNORED -> "Ignored";
    };
  }

  /** A class of the style sheet. */
  public static String tone(ErrorGroup group) {
    return switch (group.status()) {
      case OPEN -> group.regressions() > 0 ? "bad" : "warn";
      case RESOLVED -> "good";
      case IGNORED -> "quiet";
    };
  }
}
