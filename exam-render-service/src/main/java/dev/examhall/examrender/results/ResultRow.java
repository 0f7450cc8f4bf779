package dev.examhall.examrender.results;

import dev.examhall.examrender.session.SessionState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The result of one session.
 *
 * @param phoneEnd the last four digits of the parent's number, which tells namesakes apart
 * @param percent earned of gradable points; null when nothing could be decided
 * @param before percent of the student's session before this one, at any exam; null if there is
 *     none
 */
public record ResultRow(
    UUID sessionId,
    UUID examId,
    String exam,
    int version,
    String student,
    @Nullable String school,
    int grade,
    String phoneEnd,
    String level,
    SessionState state,
    Instant endedAt,
    BigDecimal earned,
    BigDecimal gradable,
    BigDecimal total,
    @Nullable BigDecimal percent,
    int passPercent,
    int answered,
    int questions,
    @Nullable BigDecimal before) {

  private static final BigDecimal STRIKING = BigDecimal.valueOf(30);

  public boolean passed() {
    return EndedSession.passes(percent, passPercent);
  }

  /** Whether long answers are still to be graded. */
  public boolean waiting() {
    return gradable.compareTo(total) < 0;
  }

  /** Percentage points more than the time before, less if negative; null if there was none. */
  public @Nullable BigDecimal change() {
    return percent == null || before == null ? null : percent.subtract(before);
  }

  /** Whether it is better than the time before by so much that somebody should look. */
  public boolean striking() {
    BigDecimal change = change();
    return change != null && change.compareTo(STRIKING) >= 0;
  }
}
