package dev.examhall.examrender.results;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.results.PaperRepository.ExamHead;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Grades an exam's ended sessions again, by another key or another rule: first it says what that
 * would change, then it does just that. What teachers gave for long answers stays.
 */
@Component
public class RegradeExam {

  private final PaperRepository papers;
  private final RegradeRepository regrades;
  private final ScorePapers scores;
  private final CarryOutRegrades carryOut;
  private final GradingEvents events;
  private final TransactionalOperator transaction;
  private final RegradeProperties properties;
  private final Clock clock;

  RegradeExam(
      PaperRepository papers,
      RegradeRepository regrades,
      ScorePapers scores,
      CarryOutRegrades carryOut,
      GradingEvents events,
      TransactionalOperator transaction,
      RegradeProperties properties,
      Clock clock) {
    this.papers = papers;
    this.regrades = regrades;
    this.scores = scores;
    this.carryOut = carryOut;
    this.events = events;
    this.transaction = transaction;
    this.properties = properties;
    this.clock = clock;
  }

  /** What became of it. */
  public sealed interface Outcome {
    /** It is carried out: to the end, or going on without anybody waiting. */
    record Done(Regraded regraded) implements Outcome {}

    /** It would change something else than what was seen: look again. */
    record Outdated(RegradePreview now) implements Outcome {}

    /** Another one is not finished yet. */
    record Busy(Regraded other) implements Outcome {}

    /** The exam has no such version. */
    record NoSuchVersion(int latest) implements Outcome {}
  }

  /**
   * What it would change. Empty for an exam that is not the grader's.
   *
   * @param version whose key; null for the latest
   * @param selectAll by which rule; null for the exam's
   */
  public Mono<RegradePreview> preview(
      UUID examId, @Nullable Integer version, @Nullable SelectAllRule selectAll, Teacher grader) {
    return papers
        .exam(examId, grader.scope())
        .flatMap(
            exam ->
                preview(
                    exam,
                    version == null ? exam.latestVersion() : version,
                    selectAll == null ? exam.rule() : selectAll,
                    grader));
  }

  /**
   * The same without looking at a paper, for who waits for the end of a regrading. Empty for an
   * exam that is not the grader's.
   */
  public Mono<RegradePreview> unseen(UUID examId, Teacher grader) {
    return papers
        .exam(examId, grader.scope())
        .map(
            exam ->
                new RegradePreview.Sum(exam.latestVersion(), exam.rule())
                    .preview(examId, exam.name(), exam.latestVersion(), exam.rule()));
  }

  /** Holds a paper at a time. */
  private Mono<RegradePreview> preview(
      ExamHead exam, int version, SelectAllRule rule, Teacher grader) {
    ScorePapers.Look look = scores.with(version);
    return papers
        .of(exam.id(), grader.scope())
        .concatMap(
            paper ->
                Mono.zip(look.score(paper, rule), look.key(exam.id(), paper.session().version()))
                    .map(
                        scored ->
                            new Looked(
                                CarryOutRegrades.change(paper.session(), scored.getT1()),
                                scored.getT2().kept())))
        .collect(
            () -> new RegradePreview.Sum(version, rule),
            (sum, looked) -> sum.add(looked.change(), looked.kept()))
        .map(sum -> sum.preview(exam.id(), exam.name(), version, rule));
  }

  private record Looked(Optional<RegradePreview.Change> change, List<Integer> kept) {}

  /**
   * Carries it out, if it changes what was seen. The same again does nothing. Empty for an exam
   * that is not the grader's. Where there is much to do, the answer does not wait for the end.
   */
  public Mono<Outcome> apply(
      UUID examId,
      int version,
      SelectAllRule rule,
      String reason,
      String fingerprint,
      Teacher grader) {
    return Uncancelled.of(
        papers
            .exam(examId, grader.scope())
            .flatMap(
                exam ->
                    version < 1 || version > exam.latestVersion()
                        ? Mono.<Outcome>just(new Outcome.NoSuchVersion(exam.latestVersion()))
                        : regrades
                            .unfinished(examId)
                            .flatMap(other -> busy(examId, fingerprint, other))
                            .switchIfEmpty(
                                Mono.defer(
                                    () ->
                                        preview(exam, version, rule, grader)
                                            .flatMap(
                                                now ->
                                                    now.fingerprint().equals(fingerprint)
                                                        ? order(now, reason, grader)
                                                        : repeated(now, fingerprint))))));
  }

  /** The same order again is answered with how far it is. */
  private Mono<Outcome> busy(UUID examId, String fingerprint, Regraded other) {
    return regrades
        .with(examId, fingerprint)
        .filter(same -> same.id().equals(other.id()))
        .<Outcome>map(Outcome.Done::new)
        .defaultIfEmpty(new Outcome.Busy(other));
  }

  private Mono<Outcome> repeated(RegradePreview now, String fingerprint) {
    return regrades
        .with(now.examId(), fingerprint)
        .filter(
            before ->
                now.changed() == 0
                    && before.keyVersion() == now.keyVersion()
                    && before.selectAll() == now.selectAll())
        .<Outcome>map(Outcome.Done::new)
        .defaultIfEmpty(new Outcome.Outdated(now));
  }

  private Mono<Outcome> order(RegradePreview preview, String reason, Teacher grader) {
    Regraded ordered =
        new Regraded(
            UuidCreator.getTimeOrderedEpoch(),
            preview.keyVersion(),
            preview.selectAll(),
            reason,
            grader.name(),
            clock.instant(),
            0,
            0,
            preview.sessions(),
            null);
    return transaction
        .transactional(
            regrades
                .lockExam(preview.examId())
                .then(Mono.defer(() -> regrades.unfinished(preview.examId())))
                .<Outcome>map(Outcome.Busy::new)
                .switchIfEmpty(Mono.defer(() -> insert(ordered, preview, grader))))
        .flatMap(
            outcome ->
                outcome instanceof Outcome.Done
                    ? carriedOut(ordered.id()).<Outcome>map(Outcome.Done::new)
                    : Mono.just(outcome));
  }

  private Mono<Outcome> insert(Regraded ordered, RegradePreview preview, Teacher grader) {
    return regrades
        .insert(ordered, preview.examId(), grader.id(), preview.fingerprint())
        .then(papers.rule(preview.examId(), preview.selectAll(), grader, ordered.at()))
        .then(
            events.ofExam(
                grader,
                "exam-regraded",
                preview.examId(),
                Map.of(
                    "keyVersion", preview.keyVersion(),
                    "selectAll", preview.selectAll().name(),
                    "reason", ordered.reason(),
                    "sessions", preview.changed(),
                    "newPasses", preview.newPasses(),
                    "newFails", preview.newFails())))
        .thenReturn(new Outcome.Done(ordered));
  }

  /** Its state at the end, or when the caller has waited long enough: then it goes on alone. */
  private Mono<Regraded> carriedOut(UUID id) {
    return Uncancelled.of(carryOut.run(id).thenReturn(true))
        .timeout(properties.answerAfter(), Mono.just(false))
        .then(Mono.defer(() -> regrades.find(id)));
  }

  /** The exam's latest version. Empty for an exam that is not the grader's. */
  public Mono<Integer> latestVersion(UUID examId, Teacher grader) {
    return papers.exam(examId, grader.scope()).map(ExamHead::latestVersion);
  }

  /** Regradings of an exam, the latest first. Empty for an exam that is not the grader's. */
  public Mono<List<Regraded>> history(UUID examId, Teacher grader) {
    return papers.exam(examId, grader.scope()).flatMap(exam -> regrades.of(examId).collectList());
  }
}
