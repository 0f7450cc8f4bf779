package dev.examhall.examrender.session;

import dev.examhall.examrender.Uncancelled;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Makes a page the one that writes its session. The row is locked meanwhile, so that each save is
 * written before it or sees the new writer.
 */
@Component
class ClaimWriter {

  private final SessionRepository sessions;
  private final SessionEvents events;
  private final TransactionalOperator transaction;
  private final Clock clock;

  ClaimWriter(
      SessionRepository sessions,
      SessionEvents events,
      TransactionalOperator transaction,
      Clock clock) {
    this.sessions = sessions;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What became of it. */
  sealed interface Outcome {

    /** The page writes, with this number. What ended takes nothing from anybody, and says so. */
    record Granted(int writer) implements Outcome {}

    /** Another page writes, with this number. */
    record Elsewhere(int writer) implements Outcome {}
  }

  /** Empty for a session that is not the token's. */
  Mono<Outcome> claim(UUID sessionId, StudentToken token, Writer.Claim claim) {
    return Uncancelled.of(
        transaction.transactional(
            sessions.lock(sessionId, token, clock.instant()).flatMap(row -> claim(row, claim))));
  }

  private Mono<Outcome> claim(SessionRow row, Writer.Claim claim) {
    Writer writer = row.writer();
    if (!writer.is(claim) && !writer.yieldsTo(claim)) {
      return Mono.just(new Outcome.Elsewhere(writer.number()));
    }
    if (writer.is(claim) || row.attempt().state().isOver()) {
      return Mono.just(new Outcome.Granted(writer.number()));
    }
    Writer next = writer.next(claim);
    Mono<Void> told =
        writer.isTakenBy(claim) ? events.takenOver(row, next, claim.takeOver()) : Mono.empty();
    return sessions.write(row.id(), next).then(told).thenReturn(new Outcome.Granted(next.number()));
  }
}
