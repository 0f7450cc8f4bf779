package dev.examhall.examrender.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as its student may see it, read from the database at {@code serverNow}.
 *
 * @param deadline when the time is up; null until the clock runs
 * @param answers by question number, ascending
 */
public record SessionView(
    UUID id,
    UUID examId,
    int examVersion,
    String studentName,
    SessionState state,
    @Nullable Instant startedAt,
    @Nullable Instant clockStartedAt,
    @Nullable Instant deadline,
    Position position,
    Map<Integer, SavedAnswer> answers,
    Instant serverNow) {

  /** Time left on the clock, never negative; null until the clock runs. */
  public @Nullable Duration remaining() {
    if (deadline == null) {
      return null;
    }
    Duration left = Duration.between(serverNow, deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** How many questions have an answer with something in it. */
  public int answeredCount() {
    return (int) answers.values().stream().filter(SavedAnswer::answered).count();
  }
}
