package dev.examhall.events.examrender.v1;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A student's session went on. Its key on Kafka is the session's id.
 *
 * @param deadline when the time is up; absent until the clock has started
 */
public record SessionChanged(
    UUID sessionId, UUID examId, Change change, @Nullable Instant deadline, Instant at) {

  public static final String TOPIC = "examhall.session-changed.v1";
  public static final String TYPE = "dev.examhall.session-changed.v1";

  /** How the session went on. */
  public enum Change {
    CREATED,
    STARTED,
    CLOCK_STARTED,
    TIME_CHANGED,
    SUBMITTED,
    FINALISED
  }
}
