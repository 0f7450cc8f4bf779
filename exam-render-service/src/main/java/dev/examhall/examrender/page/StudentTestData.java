package dev.examhall.examrender.page;

import dev.examhall.examrender.session.Position;
import dev.examhall.examrender.session.SavedAnswer;
import dev.examhall.examrender.session.SessionState;
import dev.examhall.examrender.session.SessionView;
import dev.examhall.examrender.session.TrackPlays;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The session as the page's scripts find it in {@code #session-data}.
 *
 * @param serverNow the server's time when the page was made
 * @param deadline when the time is up; null until the clock runs
 * @param pausedAt since when the clock stands; then {@code remainingSeconds} counts, not the
 *     deadline
 * @param answers what the database holds, by question number
 * @param plays what was heard so far, by track
 * @param levelChange whether the student may go on with an easier or a harder exam
 */
record StudentTestData(
    UUID id,
    SessionState state,
    Instant serverNow,
    @Nullable Instant deadline,
    @Nullable Long remainingSeconds,
    @Nullable Instant pausedAt,
    Position position,
    List<Integer> seen,
    List<Integer> flagged,
    Map<Integer, SavedAnswer> answers,
    Map<UUID, TrackPlays> plays,
    boolean levelChange) {

  static StudentTestData of(SessionView session) {
    return new StudentTestData(
        session.id(),
        session.state(),
        session.serverNow(),
        session.deadline(),
        session.remainingSeconds(),
        session.pausedAt(),
        session.position(),
        session.marks().seen(),
        Objects.requireNonNullElse(session.marks().flagged(), List.of()),
        session.answers(),
        session.plays(),
        session.levelChange());
  }
}
