package dev.examhall.examrender.session;

import dev.examhall.examrender.Uncancelled;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Takes an attempt from the notice to the running clock. */
@Component
public class AdvanceSession {

  private final SessionRepository sessions;
  private final SessionEvents events;
  private final TransactionalOperator transaction;
  private final AttemptRules rules;
  private final Clock clock;

  AdvanceSession(
      SessionRepository sessions,
      SessionEvents events,
      TransactionalOperator transaction,
      SessionProperties properties,
      Clock clock) {
    this.sessions = sessions;
    this.events = events;
    this.transaction = transaction;
    this.rules = properties.rules();
    this.clock = clock;
  }

  /** What became of it. */
  public enum Outcome {
    /** It moved on, now or before. */
    DONE,
    /** The student has not started yet. */
    NOT_STARTED,
    /** The attempt has ended. */
    OVER
  }

  /** The student starts after the notice. Empty for a session that is not the token's. */
  public Mono<Outcome> start(UUID sessionId, StudentToken token) {
    Instant now = clock.instant();
    return advance(
        sessionId,
        token,
        now,
        row -> rules.start(row.attempt(), now),
        (row, to) -> events.started(row, to));
  }

  /** The page is ready: the clock starts. Empty for a session that is not the token's. */
  public Mono<Outcome> contentReady(UUID sessionId, StudentToken token) {
    Instant now = clock.instant();
    return advance(
        sessionId,
        token,
        now,
        row -> rules.contentReady(row.attempt(), now),
        (row, to) -> events.clockStarted(row, to));
  }

  private Mono<Outcome> advance(
      UUID sessionId,
      StudentToken token,
      Instant now,
      Function<SessionRow, Transition> rule,
      Announcement announcement) {
    return Uncancelled.of(
        transaction.transactional(
            sessions
                .lock(sessionId, token, now)
                .flatMap(
                    row ->
                        switch (rule.apply(row)) {
                          case Transition.Moved moved ->
                              sessions
                                  .update(row.id(), moved.to())
                                  .then(announcement.of(row, moved.to()))
                                  .thenReturn(Outcome.DONE);
                          case Transition.Stays ignored -> Mono.just(Outcome.DONE);
                          case Transition.TooEarly ignored -> Mono.just(Outcome.NOT_STARTED);
                          case Transition.Over ignored -> Mono.just(Outcome.OVER);
                        })));
  }

  private interface Announcement {
    Mono<Void> of(SessionRow row, Attempt to);
  }
}
