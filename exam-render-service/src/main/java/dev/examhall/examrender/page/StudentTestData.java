package dev.examhall.examrender.page;

import dev.examhall.examrender.session.SessionSheet;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The session as the page's scripts find it in {@code #session-data}: {@code id}, {@code state},
 * {@code serverNow} when the page was made, {@code deadline}, {@code remainingSeconds} and {@code
 * pausedAt} of the clock, each null where there is none, and what the database says of the rest.
 */
final class StudentTestData {

  private StudentTestData() {}

  /** JSON that is safe inside a script element. */
  static String of(SessionSheet session) {
    StringBuilder json = new StringBuilder(session.members().length() + 300);
    json.append("{\"id\":\"").append(session.id());
    json.append("\",\"state\":\"").append(session.state());
    json.append("\",\"serverNow\":").append(quoted(session.serverNow()));
    json.append(",\"deadline\":").append(quoted(session.deadline()));
    json.append(",\"remainingSeconds\":").append(session.remainingSeconds());
    json.append(",\"pausedAt\":").append(quoted(session.pausedAt()));
    json.append(',').append(session.members()).append('}');
    return ScriptJson.escape(json.toString());
  }

  private static String quoted(@Nullable Instant time) {
    return time == null ? "null" : "\"" + time + "\"";
  }
}
