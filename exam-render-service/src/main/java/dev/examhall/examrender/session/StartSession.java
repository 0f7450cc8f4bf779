package dev.examhall.examrender.session;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.ActiveExams;
import dev.examhall.examrender.exam.ActiveExams.ActiveExam;
import dev.examhall.examrender.placement.Curriculum;
import dev.examhall.examrender.placement.CurriculumReader;
import dev.examhall.examrender.placement.ExamMapping;
import dev.examhall.examrender.placement.PlacementOutcome;
import dev.examhall.examrender.placement.PlacementOutcome.NoExam;
import dev.examhall.examrender.placement.PlacementOutcome.NoRule;
import dev.examhall.examrender.placement.PlacementOutcome.Placed;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Matches a student to an exam and opens a session for it. */
@Component
public class StartSession {

  private final RandomGenerator random = new SecureRandom();
  private final CurriculumReader curriculum;
  private final ActiveExams exams;
  private final SessionRepository sessions;
  private final TimeLedgerRepository ledger;
  private final SessionEvents events;
  private final TransactionalOperator transaction;
  private final Clock clock;

  StartSession(
      CurriculumReader curriculum,
      ActiveExams exams,
      SessionRepository sessions,
      TimeLedgerRepository ledger,
      SessionEvents events,
      TransactionalOperator transaction,
      Clock clock) {
    this.curriculum = curriculum;
    this.exams = exams;
    this.sessions = sessions;
    this.ledger = ledger;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What became of it. */
  public sealed interface Outcome {
    /** The session is open, for whoever holds the token. */
    record Matched(UUID sessionId, UUID examId, StudentToken token) implements Outcome {}

    /** This browser has such an exam open already: that one goes on. */
    record Unfinished(UUID sessionId, UUID examId, String studentName) implements Outcome {}

    /** No exam is offered to students of this grade and rank. */
    record NoMatch() implements Outcome {}
  }

  /** The exam that this browser has open, if it has one. */
  public Mono<Outcome.Unfinished> unfinished(StudentToken token) {
    return sessions.unfinished(token, clock.instant());
  }

  /**
   * Opens a session, or finds the one that the same student opened in this browser and has not
   * finished: who sends the form twice has not two exams.
   *
   * @param token the browser's, if it has one
   */
  public Mono<Outcome> start(StudentDetails student, @Nullable StudentToken token) {
    Mono<Outcome> started = start(student);
    return token == null
        ? started
        : sessions
            .unfinished(token, student, clock.instant())
            .cast(Outcome.class)
            .switchIfEmpty(started);
  }

  private Mono<Outcome> start(StudentDetails student) {
    return Uncancelled.of(
        curriculum
            .read()
            .flatMap(
                placement ->
                    exams
                        .among(placement.mappings().stream().map(ExamMapping::examId).toList())
                        .flatMap(active -> open(student, placement, active))));
  }

  private Mono<Outcome> open(
      StudentDetails student, Curriculum placement, Map<UUID, ActiveExam> active) {
    PlacementOutcome outcome = placement.place(student.grade(), student.rank(), active.keySet());
    return switch (outcome) {
      case NoRule none -> Mono.just(new Outcome.NoMatch());
      case NoExam none -> Mono.just(new Outcome.NoMatch());
      case Placed placed ->
          open(student, placed, Objects.requireNonNull(active.get(placed.examId())));
    };
  }

  private Mono<Outcome> open(StudentDetails student, Placed placed, ActiveExam exam) {
    Instant now = clock.instant();
    StudentToken token = StudentToken.random(random);
    NewSession session =
        new NewSession(
            UuidCreator.getTimeOrderedEpoch(),
            placed.examId(),
            exam.version(),
            placed.level(),
            student.name(),
            student.parentPhone(),
            student.school(),
            student.grade(),
            student.rank(),
            token.hash(),
            exam.time(),
            now);
    return transaction
        .transactional(
            sessions
                .insert(session)
                .then(ledger.open(session.id(), session.allowed(), now))
                .then(events.created(session)))
        .thenReturn(new Outcome.Matched(session.id(), placed.examId(), token));
  }
}
