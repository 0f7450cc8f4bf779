package dev.examhall.examrender.session;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Remembers where a student is and what is marked, for the next time the page is opened. */
@Component
class MovePosition {

  private final SessionRepository sessions;
  private final TimeSpentRepository times;
  private final Clock clock;

  MovePosition(SessionRepository sessions, TimeSpentRepository times, Clock clock) {
    this.sessions = sessions;
    this.times = times;
    this.clock = clock;
  }

  /** False for a session that is not the token's. One that is over keeps the position it had. */
  Mono<Boolean> move(
      UUID sessionId,
      StudentToken token,
      Position position,
      Marks marks,
      @Nullable TimeSpent time) {
    Instant now = clock.instant();
    return sessions
        .move(sessionId, token, position, marks, now)
        .flatMap(
            moved -> moved ? Mono.just(true) : sessions.find(sessionId, token, now).hasElement())
        .flatMap(
            known ->
                known && time != null
                    ? times.add(sessionId, time, now).thenReturn(true)
                    : Mono.just(known));
  }
}
