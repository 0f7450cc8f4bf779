package dev.examhall.examrender.results;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.grading.Score;
import dev.examhall.examrender.results.PaperRepository.ExamHead;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Grades an exam's ended sessions again, by another key or another rule: first it says what that
 * would change, then it does just that. What teachers gave for long answers stays.
 */
@Component
public class RegradeExam {

  private static final int AT_ONCE = 4;

  private final PaperRepository papers;
  private final ScorePapers scores;
  private final GradingEvents events;
  private final TransactionalOperator transaction;
  private final Clock clock;

  RegradeExam(
      PaperRepository papers,
      ScorePapers scores,
      GradingEvents events,
      TransactionalOperator transaction,
      Clock clock) {
    this.papers = papers;
    this.scores = scores;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What became of it. */
  public sealed interface Outcome {
    /** It is done, now or before. */
    record Done(Regraded regraded) implements Outcome {}

    /** It would change something else than what was seen: look again. */
    record Outdated(RegradePreview now) implements Outcome {}

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
                                change(paper.session(), scored.getT1()), scored.getT2().kept())))
        .collectList()
        .map(
            all -> {
              List<RegradePreview.Change> changes =
                  all.stream()
                      .flatMap(each -> each.change().stream())
                      .sorted(
                          Comparator.comparing((RegradePreview.Change change) -> !change.flips())
                              .thenComparing(RegradePreview.Change::student)
                              .thenComparing(RegradePreview.Change::sessionId))
                      .toList();
              return new RegradePreview(
                  exam.id(),
                  exam.name(),
                  version,
                  rule,
                  all.size(),
                  changes,
                  all.stream().flatMap(each -> each.kept().stream()).distinct().sorted().toList(),
                  RegradePreview.fingerprint(version, rule, changes));
            });
  }

  private record Looked(Optional<RegradePreview.Change> change, List<Integer> kept) {}

  private static Optional<RegradePreview.Change> change(EndedSession session, Score score) {
    BigDecimal percent = score.percent();
    boolean same =
        score.earned().compareTo(session.earned()) == 0
            && score.gradable().compareTo(session.gradable()) == 0
            && score.possible().compareTo(session.total()) == 0;
    return same
        ? Optional.empty()
        : Optional.of(
            new RegradePreview.Change(
                session.id(),
                session.student(),
                session.earned(),
                score.earned(),
                session.percent(),
                percent,
                session.passed(),
                EndedSession.passes(percent, session.passPercent())));
  }

  /**
   * Carries it out, if it changes what was seen. The same again does nothing. Empty for an exam
   * that is not the grader's.
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
                        : preview(exam, version, rule, grader)
                            .flatMap(
                                now ->
                                    now.fingerprint().equals(fingerprint)
                                        ? carryOut(now, reason, grader)
                                        : repeated(now, fingerprint))));
  }

  private Mono<Outcome> repeated(RegradePreview now, String fingerprint) {
    return papers
        .regrade(now.examId(), fingerprint)
        .filter(
            before ->
                now.changes().isEmpty()
                    && before.keyVersion() == now.keyVersion()
                    && before.selectAll() == now.selectAll())
        .<Outcome>map(Outcome.Done::new)
        .defaultIfEmpty(new Outcome.Outdated(now));
  }

  private Mono<Outcome> carryOut(RegradePreview preview, String reason, Teacher grader) {
    Regraded regraded =
        new Regraded(
            UuidCreator.getTimeOrderedEpoch(),
            preview.keyVersion(),
            preview.selectAll(),
            reason,
            grader.name(),
            clock.instant(),
            preview.changes().size());
    Mono<Void> begin =
        transaction.transactional(
            papers
                .insert(regraded, preview.examId(), grader.id(), preview.fingerprint())
                .then(papers.rule(preview.examId(), preview.selectAll(), grader, regraded.at()))
                .then(
                    events.ofExam(
                        grader,
                        "exam-regraded",
                        preview.examId(),
                        Map.of(
                            "keyVersion", preview.keyVersion(),
                            "selectAll", preview.selectAll().name(),
                            "reason", reason,
                            "sessions", preview.changes().size(),
                            "newPasses", preview.newPasses(),
                            "newFails", preview.newFails()))));
    ScorePapers.Look look = scores.with(preview.keyVersion());
    return begin
        .thenMany(
            // those whose sums stay the same, too: their questions may not
            papers
                .of(preview.examId(), grader.scope())
                .map(paper -> paper.session().id())
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .flatMap(id -> regrade(id, regraded, look, grader), AT_ONCE))
        .then(Mono.just(new Outcome.Done(regraded)));
  }

  private Mono<Void> regrade(
      UUID sessionId, Regraded regraded, ScorePapers.Look look, Teacher grader) {
    return transaction.transactional(
        papers
            .lock(sessionId, grader.scope())
            .flatMap(locked -> papers.find(locked, grader.scope()))
            .flatMap(
                paper ->
                    look.score(paper, regraded.selectAll())
                        .flatMap(score -> regrade(paper.session(), score, regraded, grader))));
  }

  private Mono<Void> regrade(EndedSession session, Score score, Regraded regraded, Teacher grader) {
    Mono<Void> told =
        change(session, score)
            .map(
                change ->
                    papers
                        .record(regraded.id(), change)
                        .then(
                            events.ofSession(
                                grader,
                                "session-regraded",
                                session,
                                Map.of(
                                    "pointsFrom", change.pointsFrom(),
                                    "pointsTo", change.pointsTo(),
                                    "regrade", regraded.id().toString()))))
            .orElseGet(Mono::empty);
    return papers
        .write(session.id(), score, regraded.keyVersion(), regraded.selectAll())
        .then(told);
  }

  /** The exam's latest version. Empty for an exam that is not the grader's. */
  public Mono<Integer> latestVersion(UUID examId, Teacher grader) {
    return papers.exam(examId, grader.scope()).map(ExamHead::latestVersion);
  }

  /** Regradings of an exam, the latest first. Empty for an exam that is not the grader's. */
  public Mono<List<Regraded>> history(UUID examId, Teacher grader) {
    return papers
        .exam(examId, grader.scope())
        .flatMap(exam -> papers.regrades(examId).collectList());
  }
}
