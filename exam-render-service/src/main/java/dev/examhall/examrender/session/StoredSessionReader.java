package dev.examhall.examrender.session;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads sessions from PostgreSQL. */
@Component
class StoredSessionReader implements SessionReader {

  private final SessionRepository sessions;
  private final AnswerRepository answers;
  private final Clock clock;

  StoredSessionReader(SessionRepository sessions, AnswerRepository answers, Clock clock) {
    this.sessions = sessions;
    this.answers = answers;
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
                    .map(
                        sheet ->
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
                                    row.position(),
                                    sheet,
                                    now),
                                row.questionCount())));
  }

  record Counted(SessionView view, int questionCount) {}
}
