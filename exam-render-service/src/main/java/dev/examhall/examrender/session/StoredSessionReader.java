package dev.examhall.examrender.session;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads sessions from PostgreSQL. */
@Component
class StoredSessionReader implements SessionReader {

  private static final Mono<Map<UUID, TrackPlays>> NOTHING_HEARD = Mono.just(Map.of());

  private final SessionRepository sessions;
  private final AnswerRepository answers;
  private final PlayRepository plays;
  private final Clock clock;

  StoredSessionReader(
      SessionRepository sessions, AnswerRepository answers, PlayRepository plays, Clock clock) {
    this.sessions = sessions;
    this.answers = answers;
    this.plays = plays;
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
        .find(sessionId, token, now)
        .flatMap(
            row ->
                answers
                    .all(sessionId)
                    .zipWhen(sheet -> row.hasTracks() ? plays.all(sessionId) : NOTHING_HEARD)
                    .map(
                        stored ->
                            new Counted(
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
                                    stored.getT1(),
                                    stored.getT2(),
                                    row.levelChange(),
                                    now),
                                row.questionCount())));
  }

  record Counted(SessionView view, int questionCount) {}
}
