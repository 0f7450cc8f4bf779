package dev.examhall.examrender.results;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.exam.Teacher;
import java.time.Clock;
import java.util.List;
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
  private final PreviewRegrade previews;
  private final CarryOutRegrades carryOut;
  private final TransactionalOperator transaction;
  private final RegradeProperties properties;
  private final Clock clock;

  RegradeExam(
      PaperRepository papers,
      RegradeRepository regrades,
      PreviewRegrade previews,
      CarryOutRegrades carryOut,
      TransactionalOperator transaction,
      RegradeProperties properties,
      Clock clock) {
    this.papers = papers;
    this.regrades = regrades;
    this.previews = previews;
    this.carryOut = carryOut;
    this.transaction = transaction;
    this.properties = properties;
    this.clock = clock;
  }

  /** What became of it. */
  public sealed interface Outcome {
    /** It is carried out: to the end, or going on without anybody waiting. */
    record Done(Regraded regraded) implements Outcome {}

    /** It would change something else than what was seen: look again. */
    record Outdated() implements Outcome {}

    /** Another one is not finished yet. */
    record Busy(Regraded other) implements Outcome {}

    /** The exam has no such version. */
    record NoSuchVersion(int latest) implements Outcome {}
  }

  /**
   * What it would change, or how far the look is. Empty for an exam that is not the grader's.
   *
   * @param version whose key; the latest for null and for one that is not there
   * @param selectAll by which rule; null for the exam's
   */
  public Mono<RegradeLook> preview(
      UUID examId, @Nullable Integer version, @Nullable SelectAllRule selectAll, Teacher grader) {
    return papers
        .exam(examId, grader.scope())
        .flatMap(
            exam ->
                previews.of(
                    exam,
                    version == null || version < 1 || version > exam.latestVersion()
                        ? exam.latestVersion()
                        : version,
                    selectAll == null ? exam.rule() : selectAll));
  }

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
                        ? Mono.just(new Outcome.NoSuchVersion(exam.latestVersion()))
                        : papers
                            .count(examId)
                            .map(sessions -> order(version, rule, reason, sessions, grader))
                            .flatMap(order -> carryOut(examId, order, fingerprint, grader))));
  }

  private Regraded order(
      int version, SelectAllRule rule, String reason, int sessions, Teacher grader) {
    return new Regraded(
        UuidCreator.getTimeOrderedEpoch(),
        version,
        rule,
        reason,
        grader.name(),
        clock.instant(),
        0,
        0,
        sessions,
        null,
        true,
        false);
  }

  private Mono<Outcome> carryOut(UUID examId, Regraded order, String fingerprint, Teacher grader) {
    return transaction
        .transactional(
            regrades
                .lockExam(examId)
                .then(Mono.defer(() -> regrades.unfinished(examId)))
                .flatMap(other -> meanwhile(other, fingerprint))
                .map(Optional::of)
                .switchIfEmpty(
                    Mono.defer(() -> regrades.insert(order, examId, grader.id(), fingerprint))
                        .thenReturn(Optional.empty())))
        .flatMap(
            busy -> busy.map(Mono::just).orElseGet(() -> outcome(examId, order.id(), fingerprint)));
  }

  /** The same order again is answered with how far it is. */
  private Mono<Outcome> meanwhile(Regraded other, String fingerprint) {
    return regrades
        .isOf(other.id(), fingerprint)
        .map(same -> same ? new Outcome.Done(other) : new Outcome.Busy(other));
  }

  /** An order that was forgotten was carried out before. */
  private Mono<Outcome> outcome(UUID examId, UUID id, String fingerprint) {
    return carriedOut(id)
        .switchIfEmpty(Mono.defer(() -> regrades.finished(examId, fingerprint)))
        .map(order -> order.refused() ? new Outcome.Outdated() : new Outcome.Done(order));
  }

  /** Its state at the end, or when the caller has waited long enough: then it goes on alone. */
  private Mono<Regraded> carriedOut(UUID id) {
    return Uncancelled.of(carryOut.run(id).thenReturn(true))
        .timeout(properties.answerAfter(), Mono.just(false))
        .then(Mono.defer(() -> regrades.find(id)));
  }

  /** An exam to be graded again. Empty for one that is not the grader's. */
  public Mono<Regradable> exam(UUID examId, Teacher grader) {
    return papers
        .exam(examId, grader.scope())
        .zipWith(
            regrades.of(examId).collectList(),
            (exam, history) ->
                new Regradable(examId, exam.name(), exam.latestVersion(), exam.rule(), history));
  }

  /**
   * An exam to be graded again.
   *
   * @param rule of sessions that end from now on
   * @param history its regradings, the latest first
   */
  public record Regradable(
      UUID id, String name, int latestVersion, SelectAllRule rule, List<Regraded> history) {
    public Regradable {
      history = List.copyOf(history);
    }

    /** The one that is not finished yet. */
    public Optional<Regraded> underWay() {
      return history.stream().filter(each -> !each.isFinished()).findFirst();
    }
  }
}
