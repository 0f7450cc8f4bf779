package dev.examhall.examrender.session;

import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.ExamScope;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gives time, takes it, pauses and ends: the clock, its ledger and the events about it change in
 * one transaction. Open pages are told by the database's notification of the commit.
 */
@Component
class ChangeTime {

  private static final int AT_ONCE = 4;

  private final SessionRepository sessions;
  private final TimeLedgerRepository ledger;
  private final SessionEvents events;
  private final TransactionalOperator transaction;
  private final AttemptRules rules;
  private final Clock clock;

  ChangeTime(
      SessionRepository sessions,
      TimeLedgerRepository ledger,
      SessionEvents events,
      TransactionalOperator transaction,
      SessionProperties properties,
      Clock clock) {
    this.sessions = sessions;
    this.ledger = ledger;
    this.events = events;
    this.transaction = transaction;
    this.rules = properties.rules();
    this.clock = clock;
  }

  /** Changes one session's clock. Empty for a session that is not in the scope. */
  Mono<TimeOutcome> change(UUID sessionId, TimeChange change, ExamScope scope) {
    return Uncancelled.of(
        transaction.transactional(
            sessions.lock(sessionId, scope).flatMap(row -> change(row, change))));
  }

  private Mono<TimeOutcome> change(SessionRow row, TimeChange change) {
    Instant now = clock.instant();
    TimeOutcome outcome = rules.change(row.attempt(), change, now);
    return outcome instanceof TimeOutcome.Changed changed && !changed.to().equals(row.attempt())
        ? sessions
            .update(row.id(), changed.to())
            .then(ledger.append(row.id(), change, changed.seconds(), now))
            .then(events.timeChanged(row, changed, change))
            .thenReturn(outcome)
        : Mono.just(outcome);
  }

  /** Changes the clocks of all open attempts at an exam, each by itself. */
  Flux<Changed> changeAll(UUID examId, TimeChange change, ExamScope scope) {
    return sessions.open(examId).collectList().flatMapMany(ids -> changeSome(ids, change, scope));
  }

  /** Changes the clocks of some sessions, each by itself, a few at a time. */
  Flux<Changed> changeSome(Collection<UUID> ids, TimeChange change, ExamScope scope) {
    return Flux.fromIterable(ids)
        .flatMapSequential(
            id ->
                change(id, change, scope)
                    .map(outcome -> new Changed(id, outcome))
                    .defaultIfEmpty(
                        new Changed(id, new TimeOutcome.Refused(TimeOutcome.Why.NOT_FOUND))),
            AT_ONCE);
  }

  /** What became of one of several sessions. */
  record Changed(UUID sessionId, TimeOutcome outcome) {}
}
