package dev.examhall.examrender.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as its student may see it, read from the database at {@code serverNow}.
 *
 * @param deadline when the time is up; null until the clock runs, not meaningful in a pause
 * @param pausedAt since when the clock stands; null while it does not
 * @param movedTo the session that goes on in this one's place, after a change of level
 * @param answers by question number, ascending
 * @param plays what was heard, by track
 * @param levelChange whether the exam may be changed for an easier or a harder one
 * @param writer the number of the page that writes
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
    @Nullable Instant pausedAt,
    @Nullable UUID movedTo,
    Position position,
    Marks marks,
    Map<Integer, SavedAnswer> answers,
    Map<UUID, TrackPlays> plays,
    boolean levelChange,
    int writer,
    Instant serverNow) {

  /** Time left on the clock, rounded up to seconds, never negative; null until the clock runs. */
  public @Nullable Long remainingSeconds() {
    return deadline == null ? null : remainingSeconds(deadline, pausedAt, serverNow);
  }

  static long remainingSeconds(Instant deadline, @Nullable Instant pausedAt, Instant now) {
    Duration left = Duration.between(pausedAt == null ? now : pausedAt, deadline);
    return left.isNegative() ? 0 : Attempt.wholeSeconds(left).toSeconds();
  }

  /** How many questions have an answer with something in it. */
  public int answeredCount() {
    return (int) answers.values().stream().filter(SavedAnswer::answered).count();
  }
}
