package dev.examhall.examrender.session;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Does what is due though nobody asks: starts the clocks of pages that never got ready and
 * finalises attempts whose grace time is over. Instances share the work: each takes sessions that
 * no other has locked, so every session is settled once.
 */
@Component
class SettleSessions {

  private static final Logger log = LoggerFactory.getLogger(SettleSessions.class);

  private final SessionRepository sessions;
  private final EndSession endSession;
  private final SessionEvents events;
  private final TransactionalOperator transaction;
  private final AttemptRules rules;
  private final Clock clock;

  SettleSessions(
      SessionRepository sessions,
      EndSession endSession,
      SessionEvents events,
      TransactionalOperator transaction,
      SessionProperties properties,
      Clock clock) {
    this.sessions = sessions;
    this.endSession = endSession;
    this.events = events;
    this.transaction = transaction;
    this.rules = properties.rules();
    this.clock = clock;
  }

  /**
   * Looks once, and again after a pause. Never fails, or the looking would end. Deferred as a
   * whole: the scheduler calls this once and subscribes to the same publisher each time.
   */
  @Scheduled(fixedDelayString = "${examhall.session.sweep-every:2s}")
  Mono<Void> sweep() {
    return Mono.defer(this::settleAll)
        .onErrorResume(
            failure -> {
              log.atWarn()
                  .addKeyValue("reason", failure.toString())
                  .log("Sessions could not be settled; the next look comes soon");
              return Mono.empty();
            });
  }

  /** Settles what is due now; a session that cannot be settled does not hold up the others. */
  Mono<Void> settleAll() {
    Instant now = clock.instant();
    return sessions
        .due(rules, now)
        .collectList()
        .flatMapMany(Flux::fromIterable)
        .concatMap(id -> settle(id, now).onErrorResume(failure -> reported(id, failure)))
        .then();
  }

  private Mono<Void> settle(UUID id, Instant now) {
    return transaction.transactional(sessions.lockIfFree(id).flatMap(row -> settle(row, now)));
  }

  private Mono<Void> settle(SessionRow row, Instant now) {
    if (!(rules.settle(row.attempt(), now) instanceof Transition.Moved moved)) {
      return Mono.empty(); // another instance or the student was faster
    }
    Attempt to = moved.to();
    return to.state() == SessionState.RUNNING
        ? sessions.update(row.id(), to).then(events.clockStarted(row, to))
        : endSession.end(row, to).then();
  }

  private static Mono<Void> reported(UUID id, Throwable failure) {
    log.atError()
        .addKeyValue("session_id", id)
        .setCause(failure)
        .log("A session could not be settled; it is tried again");
    return Mono.empty();
  }
}
