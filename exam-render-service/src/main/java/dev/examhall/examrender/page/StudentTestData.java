package dev.examhall.examrender.page;

import dev.examhall.examrender.session.Position;
import dev.examhall.examrender.session.SavedAnswer;
import dev.examhall.examrender.session.SessionState;
import dev.examhall.examrender.session.SessionView;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The session as the page's scripts find it in {@code #session-data}.
 *
 * @param serverNow the server's time when the page was made
 * @param deadline when the time is up; null until the clock runs
 * @param answers what the database holds, by question number
 */
record StudentTestData(
    UUID id,
    SessionState state,
    Instant serverNow,
    @Nullable Instant deadline,
    Position position,
    Map<Integer, SavedAnswer> answers) {

  static StudentTestData of(SessionView session) {
    return new StudentTestData(
        session.id(),
        session.state(),
        session.serverNow(),
        session.deadline(),
        session.position(),
        session.answers());
  }
}
