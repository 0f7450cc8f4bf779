package dev.examhall.examrender.page;

import dev.examhall.examrender.grading.QuestionScore;
import dev.examhall.examrender.session.Feedback;
import dev.examhall.examrender.session.ReviewAnswers.Reviewed;
import dev.examhall.examrender.session.SessionResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A result in the words and numbers of its page. */
public record ResultView(SessionResult result, List<Reviewed> review, PageTimes times) {

  public ResultView {
    review = List.copyOf(review);
  }

  /** What a student may say of the difficulty. */
  public static List<Feedback> feedbacks() {
    return List.of(Feedback.values());
  }

  /** Key of the message about a level that has no neighbour; null where there is none to give. */
  public @Nullable String atTheEnd() {
    if (!result.levelChange() || result.next() != null || result.feedback() == null) {
      return null;
    }
    return switch (result.feedback()) {
      case TOO_DIFFICULT -> "result.feedback.easiest";
      case TOO_EASY -> "result.feedback.hardest";
      case JUST_RIGHT, SKIPPED -> null;
    };
  }

  /** Whether all points of a question were earned. */
  public static boolean right(Reviewed question) {
    QuestionScore score = question.score();
    return score != null && score.earned().compareTo(score.possible()) >= 0;
  }

  /** Points of a question, such as {@code 1 / 2}. */
  public static String points(Reviewed question) {
    QuestionScore score = question.score();
    return score == null ? "" : plain(score.earned()) + " / " + plain(score.possible());
  }

  /** Whether a teacher still has to grade some of the question. */
  public static boolean waits(Reviewed question) {
    QuestionScore score = question.score();
    return score != null && score.gradable().compareTo(score.possible()) < 0;
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
