package dev.examhall.examrender.results;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.AnswerKeys;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.grading.Grading;
import dev.examhall.examrender.grading.Score;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * What a teacher decides about one paper: points for a long answer, or which of two answers counts.
 * The whole paper is scored again with it, in the transaction that locked the session.
 */
@Component
public class GradePaper {

  private static final int LONGEST_COMMENT = 2000;
  private final PaperRepository papers;
  private final ScorePapers scores;
  private final AnswerKeys keys;
  private final GradingEvents events;
  private final TransactionalOperator transaction;
  private final Clock clock;

  GradePaper(
      PaperRepository papers,
      ScorePapers scores,
      AnswerKeys keys,
      GradingEvents events,
      TransactionalOperator transaction,
      Clock clock) {
    this.papers = papers;
    this.scores = scores;
    this.keys = keys;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What became of a decision. */
  public sealed interface Outcome {
    /** The score of the paper now. */
    record Done(UUID sessionId, Score score) implements Outcome {}

    /** The points do not fit. */
    record OutOfBounds(BigDecimal most) implements Outcome {}

    /** The question has nothing that a teacher grades, or the exam has no such question. */
    record NothingToGrade() implements Outcome {}

    /** The comment is too long. */
    record TooLong(int longest) implements Outcome {}
  }

  /** Gives points for a question's long parts. Empty for a session that is not the grader's. */
  public Mono<Outcome> give(
      UUID sessionId, int number, BigDecimal points, String comment, Teacher grader) {
    if (comment.length() > LONGEST_COMMENT) {
      return Mono.just(new Outcome.TooLong(LONGEST_COMMENT));
    }
    return Uncancelled.of(
        transaction.transactional(
            papers
                .lock(sessionId, grader.scope())
                .flatMap(locked -> papers.find(sessionId, grader.scope()))
                .flatMap(paper -> give(paper, number, points, comment, grader))));
  }

  private Mono<Outcome> give(
      Paper paper, int number, BigDecimal points, String comment, Teacher grader) {
    EndedSession session = paper.session();
    return question(session, number)
        .flatMap(
            found -> {
              BigDecimal most = found.map(Grading::worthOfLongParts).orElse(BigDecimal.ZERO);
              if (most.signum() == 0) {
                return Mono.just(new Outcome.NothingToGrade());
              }
              if (points.signum() < 0
                  || points.compareTo(most) > 0
                  || points.stripTrailingZeros().scale() > 2) {
                return Mono.just(new Outcome.OutOfBounds(most));
              }
              return papers
                  .give(session.id(), number, points, comment, grader, clock.instant())
                  .then(rescored(session, grader))
                  .flatMap(
                      score ->
                          events
                              .ofSession(
                                  grader,
                                  "answer-graded",
                                  session,
                                  Map.of("question", number, "points", points, "of", most))
                              .thenReturn((Outcome) new Outcome.Done(session.id(), score)));
            });
  }

  private Mono<Optional<KeyedQuestion>> question(EndedSession session, int number) {
    return keys.of(session.examId(), session.version())
        .zipWith(keys.of(session.examId(), session.keyVersion()))
        .map(
            both ->
                KeyOfVersion.of(both.getT1(), both.getT2()).questions().stream()
                    .filter(question -> question.number() == number)
                    .findFirst());
  }

  /**
   * Lets a refused answer count in place of the one that did. Empty for a session or an answer that
   * is not the grader's.
   */
  public Mono<Outcome> use(UUID sessionId, UUID variantId, Teacher grader) {
    return Uncancelled.of(
        transaction.transactional(
            papers
                .lock(sessionId, grader.scope())
                .flatMap(locked -> papers.find(sessionId, grader.scope()))
                .flatMap(paper -> use(paper.session(), variantId, grader))));
  }

  private Mono<Outcome> use(EndedSession session, UUID variantId, Teacher grader) {
    return papers
        .use(session.id(), variantId, UuidCreator.getTimeOrderedEpoch(), clock.instant())
        .flatMap(
            number ->
                papers
                    .takeBack(session.id(), number)
                    .then(rescored(session, grader))
                    .flatMap(
                        score ->
                            events
                                .ofSession(
                                    grader,
                                    "answer-replaced",
                                    session,
                                    Map.of("question", number, "variant", variantId.toString()))
                                .thenReturn(new Outcome.Done(session.id(), score))));
  }

  private Mono<Score> rescored(EndedSession session, Teacher grader) {
    return papers
        .find(session.id(), grader.scope())
        .flatMap(
            paper ->
                scores
                    .again(paper)
                    .flatMap(
                        score ->
                            papers
                                .write(session.id(), score, session.keyVersion(), session.rule())
                                .thenReturn(score)));
  }
}
