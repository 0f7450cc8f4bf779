package dev.examhall.examrender.session;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the exam page needs of an attempt, read from the database at {@code serverNow}.
 *
 * @param deadline when the time is up; null until the clock runs, not meaningful in a pause
 * @param pausedAt since when the clock stands; null while it does not
 * @param members members of a JSON object: {@code position}, {@code seen}, {@code flagged}, {@code
 *     levelChange}, {@code writer}, {@code answers} by question number and {@code plays} by track.
 *     Nobody here reads them; the page's scripts do
 */
public record SessionSheet(
    UUID id,
    UUID examId,
    int examVersion,
    String studentName,
    SessionState state,
    @Nullable Instant deadline,
    @Nullable Instant pausedAt,
    String members,
    Instant serverNow) {

  /** Time left on the clock, rounded up to seconds, never negative; null until the clock runs. */
  public @Nullable Long remainingSeconds() {
    return deadline == null ? null : SessionView.remainingSeconds(deadline, pausedAt, serverNow);
  }
}
