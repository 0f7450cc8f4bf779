package dev.examhall.examrender.session;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.ActiveExams;
import dev.examhall.examrender.exam.ActiveExams.ActiveExam;
import dev.examhall.examrender.placement.Curriculum;
import dev.examhall.examrender.placement.CurriculumReader;
import dev.examhall.examrender.placement.ExamMapping;
import dev.examhall.examrender.placement.PlacementOutcome.Placed;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Takes a student to the exam of the next easier or harder level that has one: in mid-test, which
 * ends this part of the attempt, or after handing in. Where the exam does not allow it nothing
 * happens.
 */
@Component
public class ChangeLevel {

  private final CurriculumReader curriculum;
  private final ActiveExams exams;
  private final SessionRepository sessions;
  private final TimeLedgerRepository ledger;
  private final EndSession endSession;
  private final SessionEvents events;
  private final TransactionalOperator transaction;
  private final AttemptRules rules;
  private final Clock clock;

  ChangeLevel(
      CurriculumReader curriculum,
      ActiveExams exams,
      SessionRepository sessions,
      TimeLedgerRepository ledger,
      EndSession endSession,
      SessionEvents events,
      TransactionalOperator transaction,
      SessionProperties properties,
      Clock clock) {
    this.curriculum = curriculum;
    this.exams = exams;
    this.sessions = sessions;
    this.ledger = ledger;
    this.endSession = endSession;
    this.events = events;
    this.transaction = transaction;
    this.rules = properties.rules();
    this.clock = clock;
  }

  /** Which way. */
  public enum Direction {
    EASIER,
    HARDER
  }

  /** What became of it. */
  public sealed interface Outcome {

    /** The student goes on with this session. */
    record Moved(UUID sessionId, UUID examId) implements Outcome {}

    /** There is no level further in that direction that has an exam. */
    record AtTheEnd() implements Outcome {}

    /** The exam does not allow it, or it is not the moment for it. */
    record NotAllowed() implements Outcome {}
  }

  /** In mid-test. Empty for a session that is not the token's. */
  Mono<Outcome> change(UUID sessionId, StudentToken token, Direction direction) {
    return inTransaction(sessionId, token, row -> change(row, direction));
  }

  /**
   * After handing in. What the student says is recorded in any case; only TOO_DIFFICULT and
   * TOO_EASY lead on. Empty for a session that is not the token's.
   */
  public Mono<Outcome> feedback(UUID sessionId, StudentToken token, Feedback feedback) {
    return inTransaction(sessionId, token, row -> feedback(row, feedback));
  }

  private Mono<Outcome> inTransaction(
      UUID sessionId, StudentToken token, Function<SessionRow, Mono<Outcome>> work) {
    return Uncancelled.of(
        transaction.transactional(sessions.lock(sessionId, token, clock.instant()).flatMap(work)));
  }

  private Mono<Outcome> change(SessionRow row, Direction direction) {
    Instant now = clock.instant();
    if (row.movedTo() != null) {
      return asBefore(row);
    }
    return row.levelChange() && rules.move(row.attempt(), now) instanceof Transition.Moved moved
        ? next(row, direction, true, now)
            .flatMap(
                outcome ->
                    outcome instanceof Outcome.Moved to
                        ? endSession.end(row, moved.to(), to.sessionId()).thenReturn(outcome)
                        : Mono.just(outcome))
        : Mono.just(new Outcome.NotAllowed());
  }

  private Mono<Outcome> feedback(SessionRow row, Feedback feedback) {
    SessionState state = row.attempt().state();
    if (state != SessionState.SUBMITTED && state != SessionState.FINALISED) {
      return Mono.just(new Outcome.NotAllowed());
    }
    Mono<Outcome> leadsTo =
        switch (feedback) {
          case JUST_RIGHT, SKIPPED -> Mono.just(new Outcome.NotAllowed());
          case TOO_DIFFICULT -> follow(row, Direction.EASIER);
          case TOO_EASY -> follow(row, Direction.HARDER);
        };
    return sessions.say(row.id(), feedback).then(events.feedback(row, feedback)).then(leadsTo);
  }

  private Mono<Outcome> follow(SessionRow row, Direction direction) {
    return row.levelChange()
        ? asBefore(row)
            .switchIfEmpty(Mono.defer(() -> next(row, direction, false, clock.instant())))
        : Mono.just(new Outcome.NotAllowed());
  }

  /** The same thing asked again leads to the same session. */
  private Mono<Outcome> asBefore(SessionRow row) {
    return sessions
        .following(row.id())
        .map(following -> new Outcome.Moved(following.id(), following.examId()));
  }

  private Mono<Outcome> next(SessionRow row, Direction direction, boolean start, Instant now) {
    return curriculum
        .read()
        .flatMap(
            placement ->
                exams
                    .among(placement.mappings().stream().map(ExamMapping::examId).toList())
                    .flatMap(active -> next(row, direction, start, now, placement, active)));
  }

  private Mono<Outcome> next(
      SessionRow row,
      Direction direction,
      boolean start,
      Instant now,
      Curriculum placement,
      Map<UUID, ActiveExam> active) {
    return placement
        .neighbour(row.levelCode(), direction == Direction.HARDER, active.keySet())
        .map(placed -> open(row, direction, start, now, placed, active))
        .orElseGet(() -> Mono.just(new Outcome.AtTheEnd()));
  }

  private Mono<Outcome> open(
      SessionRow row,
      Direction direction,
      boolean start,
      Instant now,
      Placed placed,
      Map<UUID, ActiveExam> active) {
    ActiveExam exam = Objects.requireNonNull(active.get(placed.examId()));
    UUID id = UuidCreator.getTimeOrderedEpoch();
    return sessions
        .insertFollowing(id, row.id(), placed, exam, start, now)
        .then(ledger.open(id, exam.time(), now))
        .then(events.levelChanged(row, id, placed, direction))
        .thenReturn(new Outcome.Moved(id, placed.examId()));
  }
}
