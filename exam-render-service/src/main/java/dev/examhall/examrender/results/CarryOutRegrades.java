package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.grading.Score;
import dev.examhall.examrender.results.RegradeRepository.UnderWay;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Grades again what was ordered, in steps: first they check that it would still change what was
 * seen, then they do it. A step takes some sessions and notes how far it came in one transaction: a
 * process that dies leaves no session half, and whoever looks next goes on from there. Steps of one
 * regrading exclude each other, whichever instances they run on.
 */
@Component
class CarryOutRegrades {

  private static final Logger log = LoggerFactory.getLogger(CarryOutRegrades.class);

  private final RegradeRepository regrades;
  private final PaperRepository papers;
  private final ScorePapers scores;
  private final GradingEvents events;
  private final TransactionalOperator transaction;
  private final RegradeProperties properties;
  private final Clock clock;

  CarryOutRegrades(
      RegradeRepository regrades,
      PaperRepository papers,
      ScorePapers scores,
      GradingEvents events,
      TransactionalOperator transaction,
      RegradeProperties properties,
      Clock clock) {
    this.regrades = regrades;
    this.papers = papers;
    this.scores = scores;
    this.events = events;
    this.transaction = transaction;
    this.properties = properties;
    this.clock = clock;
  }

  /** Goes on with what somebody began and nobody ended. Never fails, or the looking would end. */
  @Scheduled(fixedDelayString = "${examhall.regrade.sweep-every:10s}")
  Mono<Void> sweep() {
    return Mono.defer(
            () ->
                regrades
                    .unfinished()
                    .collectList()
                    .flatMapMany(Flux::fromIterable)
                    .concatMap(this::run)
                    .then())
        .onErrorResume(
            failure -> {
              log.atWarn()
                  .addKeyValue("reason", failure.toString())
                  .log("Sessions could not be graded again; the next look goes on with them");
              return Mono.empty();
            });
  }

  /** Takes steps until none is left for this process. */
  Mono<Void> run(UUID id) {
    return Mono.defer(() -> step(id)).repeat().takeUntil(more -> !more).then();
  }

  /** False when that was the last step, or another instance is at it. */
  private Mono<Boolean> step(UUID id) {
    return transaction
        .transactional(
            regrades
                .take(id)
                .flatMap(job -> job.regraded().checking() ? check(job) : gradeAgain(job)))
        .defaultIfEmpty(false);
  }

  private Mono<Boolean> check(UnderWay job) {
    Regraded regraded = job.regraded();
    ScorePapers.Look look = scores.with(regraded.keyVersion());
    return papers
        .next(job.examId(), job.reached(), properties.step())
        .collectList()
        .flatMap(
            batch ->
                Flux.fromIterable(batch)
                    .concatMap(
                        paper ->
                            look.score(paper, regraded.selectAll())
                                .map(score -> change(paper.session(), score)))
                    .reduce(job.tally(), (tally, change) -> change.map(tally::with).orElse(tally))
                    .flatMap(
                        tally ->
                            regrades
                                .checked(
                                    regraded.id(),
                                    batch.stream().map(paper -> paper.session().id()).toList(),
                                    tally)
                                .then(
                                    batch.size() < properties.step()
                                        ? decide(job, tally)
                                        : Mono.just(true))));
  }

  /** Whether it is begun, now that all of it is checked. */
  private Mono<Boolean> decide(UnderWay job, RegradeTally tally) {
    Regraded regraded = job.regraded();
    UUID id = regraded.id();
    if (tally.fingerprint().equals(job.expected())) {
      Teacher grader = grader(job);
      return regrades
          .begin(id)
          .then(papers.rule(job.examId(), regraded.selectAll(), grader, regraded.at()))
          .then(
              events.ofExam(
                  grader,
                  "exam-regraded",
                  job.examId(),
                  Map.of(
                      "keyVersion", regraded.keyVersion(),
                      "selectAll", regraded.selectAll().name(),
                      "reason", regraded.reason(),
                      "sessions", tally.changed(),
                      "newPasses", tally.newPasses(),
                      "newFails", tally.newFails())))
          .thenReturn(true);
    }
    return regrades
        .finished(job.examId(), job.expected())
        .filter(before -> tally.changed() == 0 && isRepeated(before, regraded))
        .hasElement()
        .flatMap(repeated -> repeated ? regrades.forget(id) : regrades.refuse(id, clock.instant()))
        .thenReturn(false);
  }

  private static boolean isRepeated(Regraded before, Regraded order) {
    return before.keyVersion() == order.keyVersion() && before.selectAll() == order.selectAll();
  }

  private Mono<Boolean> gradeAgain(UnderWay job) {
    return papers
        .lockNext(job.examId(), job.reached(), properties.step())
        .collectList()
        .flatMap(sessions -> gradeAgain(job, sessions));
  }

  private Mono<Boolean> gradeAgain(UnderWay job, List<UUID> sessions) {
    boolean last = sessions.size() < properties.step();
    Mono<Void> graded = sessions.isEmpty() ? Mono.empty() : grade(job, sessions);
    return graded
        .then(regrades.advance(job.regraded().id(), sessions, last, clock.instant()))
        .thenReturn(!last);
  }

  private static Teacher grader(UnderWay job) {
    return new Teacher(job.byId(), job.regraded().byName(), ExamScope.EVERYTHING);
  }

  /** Those whose sums stay the same, too: their questions may not. */
  private Mono<Void> grade(UnderWay job, List<UUID> sessions) {
    Regraded regraded = job.regraded();
    ScorePapers.Look look = scores.with(regraded.keyVersion());
    return papers
        .all(sessions)
        .collectList()
        .flatMapMany(Flux::fromIterable)
        .concatMap(
            paper ->
                look.score(paper, regraded.selectAll())
                    .map(score -> new Graded(paper.session(), score)))
        .collectList()
        .flatMap(graded -> write(job, graded));
  }

  private record Graded(EndedSession session, Score score) {}

  private Mono<Void> write(UnderWay job, List<Graded> graded) {
    Regraded regraded = job.regraded();
    Teacher grader = grader(job);
    Map<UUID, Score> all = new LinkedHashMap<>();
    List<RegradePreview.Change> changes = new ArrayList<>();
    List<Mono<Void>> told = new ArrayList<>();
    for (Graded each : graded) {
      all.put(each.session().id(), each.score());
      change(each.session(), each.score())
          .ifPresent(
              change -> {
                changes.add(change);
                told.add(
                    events.ofSession(
                        grader,
                        "session-regraded",
                        each.session(),
                        Map.of(
                            "pointsFrom", change.pointsFrom(),
                            "pointsTo", change.pointsTo(),
                            "regrade", regraded.id().toString())));
              });
    }
    return papers
        .write(all, regraded.keyVersion(), regraded.selectAll())
        .then(regrades.record(regraded.id(), changes))
        .thenMany(Flux.fromIterable(told).concatMap(each -> each))
        .then();
  }

  /** What a score would change; empty if all sums stay as they are. */
  static Optional<RegradePreview.Change> change(EndedSession session, Score score) {
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
}
