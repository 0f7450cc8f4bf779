package dev.examhall.examrender.session;

import dev.examhall.examrender.Uncancelled;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Hands an attempt in: however often and however concurrently, it is graded once and has one
 * receipt.
 */
@Component
class SubmitSession {

  private final SessionRepository sessions;
  private final EndSession endSession;
  private final TransactionalOperator transaction;
  private final AttemptRules rules;
  private final Clock clock;

  SubmitSession(
      SessionRepository sessions,
      EndSession endSession,
      TransactionalOperator transaction,
      SessionProperties properties,
      Clock clock) {
    this.sessions = sessions;
    this.endSession = endSession;
    this.transaction = transaction;
    this.rules = properties.rules();
    this.clock = clock;
  }

  /**
   * @param writer the number of the page that hands in; null where it has none
   */
  Mono<SubmitOutcome> submit(UUID sessionId, StudentToken token, @Nullable Integer writer) {
    Instant now = clock.instant();
    return Uncancelled.of(
        transaction
            .transactional(
                sessions.lock(sessionId, token, now).flatMap(row -> submit(row, writer, now)))
            .defaultIfEmpty(new SubmitOutcome.NotFound()));
  }

  private Mono<SubmitOutcome> submit(SessionRow row, @Nullable Integer writer, Instant now) {
    int current = row.writer().number();
    if (writer != null && writer != current && !row.attempt().state().isOver()) {
      return Mono.just(new SubmitOutcome.Elsewhere(current));
    }
    return switch (rules.submit(row.attempt(), now)) {
      case Transition.Moved moved ->
          endSession.end(row, moved.to()).map(SubmitOutcome.Accepted::new);
      case Transition.Stays ignored -> Mono.just(new SubmitOutcome.Accepted(row.receipt()));
      case Transition.TooEarly ignored -> Mono.just(new SubmitOutcome.ClockNotStarted());
      case Transition.Over ignored ->
          throw new IllegalStateException("Submitting is never too late");
    };
  }

  /** The receipt of an ended session; empty before, and for a session that is not the token's. */
  Mono<Receipt> receipt(UUID sessionId, StudentToken token) {
    return sessions
        .find(sessionId, token, clock.instant())
        .filter(row -> row.attempt().state().isOver())
        .map(SessionRow::receipt);
  }
}
