package dev.examhall.examrender.session;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session on the live board.
 *
 * @param answered questions that have a saved answer
 * @param lastSavedAt null before the first save
 * @param streams whether a page of it listens now
 * @param heardAt when a page of it was heard of last: a question for its state, a move, a save;
 *     null if never
 * @param unsent answers the device held and could not send when it said so; null if it said nothing
 * @param plays how often tracks were heard
 * @param playsOver how often beyond their limit
 * @param incidents the most urgent first
 */
public record LiveSession(
    UUID id,
    UUID examId,
    String student,
    @Nullable String school,
    int grade,
    String level,
    SessionState state,
    Instant matchedAt,
    @Nullable Instant clockStartedAt,
    @Nullable Instant deadline,
    @Nullable Instant pausedAt,
    int answered,
    int questions,
    @Nullable Instant lastSavedAt,
    boolean streams,
    @Nullable Instant heardAt,
    @Nullable Integer unsent,
    @Nullable Instant unsentAt,
    int plays,
    int playsOver,
    List<Incident> incidents) {

  public LiveSession {
    incidents = List.copyOf(incidents);
  }
}
