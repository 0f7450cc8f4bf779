package dev.examhall.examrender.session;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;

/** Reads sessions from PostgreSQL. */
@Component
class StoredSessionReader implements SessionReader {

  private static final Mono<Map<UUID, TrackPlays>> NOTHING_HEARD = Mono.just(Map.of());

  private final SessionRepository sessions;
  private final PlayRepository plays;
  private final ObjectReader answersReader;
  private final Clock clock;

  StoredSessionReader(
      SessionRepository sessions, PlayRepository plays, ObjectMapper json, Clock clock) {
    this.sessions = sessions;
    this.plays = plays;
    this.answersReader = json.readerFor(new TypeReference<List<NumberedAnswer>>() {});
    this.clock = clock;
  }

  @Override
  public Mono<SessionView> read(UUID sessionId, StudentToken token) {
    return readCounted(sessionId, token).map(Counted::view);
  }

  /** As {@link #read}, with the number of the exam's questions. */
  Mono<Counted> readCounted(UUID sessionId, StudentToken token) {
    Instant now = clock.instant();
    return sessions
        .findWithAnswers(sessionId, token, now)
        .zipWhen(
            sheet -> sheet.row().hasTracks() ? plays.all(sessionId) : NOTHING_HEARD,
            (sheet, heard) -> counted(sheet.row(), answers(sheet.answers()), heard, now));
  }

  record Counted(SessionView view, int questionCount) {}

  private static Counted counted(
      SessionRow row, Map<Integer, SavedAnswer> answers, Map<UUID, TrackPlays> heard, Instant now) {
    return new Counted(
        new SessionView(
            row.id(),
            row.examId(),
            row.examVersion(),
            row.studentName(),
            row.attempt().state(),
            row.attempt().startedAt(),
            row.attempt().clockStartedAt(),
            row.attempt().deadline(),
            row.attempt().pausedAt(),
            row.movedTo(),
            row.position(),
            row.marks(),
            answers,
            heard,
            row.levelChange(),
            row.writer().number(),
            now),
        row.questionCount());
  }

  private record NumberedAnswer(
      int number, int revision, Instant savedAt, List<AnswerPart> parts, boolean late) {}

  private Map<Integer, SavedAnswer> answers(@Nullable String stored) {
    if (stored == null) {
      return Map.of();
    }
    List<NumberedAnswer> list = answersReader.readValue(stored);
    Map<Integer, SavedAnswer> answers = new TreeMap<>();
    for (NumberedAnswer answer : list) {
      answers.put(
          answer.number(),
          new SavedAnswer(answer.revision(), answer.savedAt(), answer.parts(), answer.late()));
    }
    return Collections.unmodifiableMap(answers);
  }
}
