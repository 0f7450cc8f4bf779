package dev.examhall.examrender.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session on the wire.
 *
 * @param remainingSeconds time left, rounded up; null until the clock runs
 * @param writer the number of the page that writes; another page may not
 */
record SessionJson(
    UUID id,
    SessionState state,
    Instant serverNow,
    @Nullable Instant deadline,
    @Nullable Long remainingSeconds,
    @Nullable Instant pausedAt,
    @Nullable UUID movedTo,
    Position position,
    List<Integer> seen,
    List<Integer> flagged,
    Map<Integer, Answer> answers,
    Map<UUID, TrackPlays> plays,
    int writer,
    int answeredCount,
    int questionCount) {

  record Answer(int revision, Instant savedAt, List<AnswerPart> parts, boolean late) {}

  static SessionJson of(SessionView view, int questionCount) {
    Map<Integer, Answer> answers = new TreeMap<>();
    view.answers()
        .forEach(
            (number, saved) ->
                answers.put(
                    number,
                    new Answer(saved.revision(), saved.savedAt(), saved.parts(), saved.late())));
    return new SessionJson(
        view.id(),
        view.state(),
        view.serverNow(),
        view.deadline(),
        view.remainingSeconds(),
        view.pausedAt(),
        view.movedTo(),
        view.position(),
        view.marks().seen(),
        Objects.requireNonNullElse(view.marks().flagged(), List.of()),
        answers,
        view.plays(),
        view.writer(),
        view.answeredCount(),
        questionCount);
  }
}
