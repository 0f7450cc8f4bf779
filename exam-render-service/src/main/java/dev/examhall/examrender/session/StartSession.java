package dev.examhall.examrender.session;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.AccessCode;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  /** A classroom behind one address may mistype before it has to wait. */
  private static final int FREE_FOR_ADDRESS = 60;

  private static final int FREE_FOR_STUDENT = 5;

  private final RandomGenerator random = new SecureRandom();
  private final CurriculumReader curriculum;
  private final ActiveExams exams;
  private final SessionRepository sessions;
  private final TimeLedgerRepository ledger;
  private final GuessRepository guessed;
  private final SessionEvents events;
  private final TransactionalOperator transaction;
  private final Clock clock;

  StartSession(
      CurriculumReader curriculum,
      ActiveExams exams,
      SessionRepository sessions,
      TimeLedgerRepository ledger,
      GuessRepository guessed,
      SessionEvents events,
      TransactionalOperator transaction,
      Clock clock) {
    this.curriculum = curriculum;
    this.exams = exams;
    this.sessions = sessions;
    this.ledger = ledger;
    this.guessed = guessed;
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

    /** The exam asks for a code that its teacher reads out. */
    record CodeAsked() implements Outcome {}

    /** That is not the exam's code. */
    record WrongCode() implements Outcome {}

    /** Too many wrong codes came from there; this one was not looked at. */
    record Wait(Duration time) implements Outcome {}
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
   * @param code what was typed where the exam asks for a code; empty if nothing
   * @param address where it comes from
   */
  public Mono<Outcome> start(
      StudentDetails student, @Nullable StudentToken token, String code, String address) {
    Mono<Outcome> started = start(student, new Typed(code, address));
    return token == null
        ? started
        : sessions
            .unfinished(token, student, clock.instant())
            .cast(Outcome.class)
            .switchIfEmpty(started);
  }

  private record Typed(String code, String address) {}

  private Mono<Outcome> start(StudentDetails student, Typed typed) {
    return Uncancelled.of(
        curriculum
            .read()
            .flatMap(
                placement ->
                    exams
                        .among(placement.mappings().stream().map(ExamMapping::examId).toList())
                        .flatMap(active -> open(student, placement, active, typed))));
  }

  private Mono<Outcome> open(
      StudentDetails student, Curriculum placement, Map<UUID, ActiveExam> active, Typed typed) {
    PlacementOutcome outcome = placement.place(student.grade(), student.rank(), active.keySet());
    return switch (outcome) {
      case NoRule none -> Mono.just(new Outcome.NoMatch());
      case NoExam none -> Mono.just(new Outcome.NoMatch());
      case Placed placed -> {
        ActiveExam exam = Objects.requireNonNull(active.get(placed.examId()));
        String code = exam.accessCode();
        yield code == null
            ? open(student, placed, exam)
            : asked(code, student, placed, exam, typed);
      }
    };
  }

  private Mono<Outcome> asked(
      String code, StudentDetails student, Placed placed, ActiveExam exam, Typed typed) {
    if (typed.code().isBlank()) {
      return Mono.just(new Outcome.CodeAsked());
    }
    String examId = placed.examId().toString();
    List<Guess> guesses =
        List.of(
            Guess.of("access", FREE_FOR_ADDRESS, examId, Guess.network(typed.address())),
            Guess.of("access", FREE_FOR_STUDENT, examId, student.name(), student.parentPhone()));
    return guessed
        .begin(guesses)
        .flatMap(
            wait ->
                !wait.isZero()
                    ? Mono.just(new Outcome.Wait(wait))
                    : AccessCode.isTyped(code, typed.code())
                        ? guessed.succeeded(guesses).then(open(student, placed, exam))
                        : Mono.just(new Outcome.WrongCode()));
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
