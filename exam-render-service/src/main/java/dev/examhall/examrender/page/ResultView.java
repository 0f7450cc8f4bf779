package dev.examhall.examrender.page;

import dev.examhall.examrender.session.SessionResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** A result in the words and numbers of its page. */
public record ResultView(SessionResult result, PageTimes times) {

  static ResultView of(SessionResult result, PageTimes times) {
    return new ResultView(result, times);
  }

  /** Whether there is a percentage to show. */
  public boolean decided() {
    return result.percent() != null;
  }

  /** Percentage with one decimal at most, such as {@code 82.6}. */
  public String percent() {
    return result.percent() == null
        ? ""
        : plain(result.percent().setScale(1, RoundingMode.HALF_UP));
  }

  /** Percentage as a whole number, for the ring; 0 while nothing is decided. */
  public int wholePercent() {
    return result.percent() == null
        ? 0
        : result.percent().setScale(0, RoundingMode.HALF_UP).intValueExact();
  }

  public String earned() {
    return plain(result.earned());
  }

  public String gradable() {
    return plain(result.gradable());
  }

  /** Points that wait for a teacher. */
  public String waiting() {
    return plain(result.total().subtract(result.gradable()));
  }

  public String timeSpent() {
    return times.length(result.timeSpent());
  }

  public String day(Locale locale) {
    return times.day(result.endedAt(), locale);
  }

  public String submittedAt(Locale locale) {
    return times.dayAndTime(result.endedAt(), locale);
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
