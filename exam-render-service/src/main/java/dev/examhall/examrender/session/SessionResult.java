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
    String sha256) {

  /** Whether long answers are still to be graded. */
  public boolean waiting() {
    return gradable.compareTo(total) < 0;
  }

  /** Whether the percentage reaches the exam's pass mark. */
  public boolean passed() {
    return percent != null && percent.compareTo(BigDecimal.valueOf(passPercent)) >= 0;
  }
}
