package dev.examhall.examrender.session;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an ended attempt came out.
 *
 * @param timeSpent on the clock, at most the time allowed
 * @param earned points for what is right
 * @param gradable points that are decided; long answers wait for a teacher
 * @param total points of the whole exam
 * @param levelChange whether the student may go on with an exam of another level
 * @param answerReview whether the student may see what was right
 * @param feedback what the student said of the difficulty; null while nothing
 * @param next the session that follows this one; null if none does
 * @param percent earned of gradable points, 0–100; null when nothing could be decided
 */
public record SessionResult(
    UUID sessionId,
    String studentName,
    String examName,
    String levelName,
    SessionState state,
    Instant endedAt,
    Duration timeSpent,
    BigDecimal earned,
    BigDecimal gradable,
    BigDecimal total,
    @Nullable BigDecimal percent,
    int passPercent,
    int answered,
    int questionCount,
    String sha256,
    UUID examId,
    int examVersion,
    boolean levelChange,
    boolean answerReview,
    @Nullable Feedback feedback,
    @Nullable UUID next) {

  /** Whether long answers are still to be graded. */
  public boolean waiting() {
    return gradable.compareTo(total) < 0;
  }

  /** Whether the percentage reaches the exam's pass mark. */
  public boolean passed() {
    return percent != null && percent.compareTo(BigDecimal.valueOf(passPercent)) >= 0;
  }
}
