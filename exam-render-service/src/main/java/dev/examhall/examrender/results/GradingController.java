package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.grading.Score;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.session.SessionAddress;
import dev.examhall.identity.Caller;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Grading by teachers. */
@RestController
@RequestMapping("/api/v1")
class GradingController {

  private static final int LONGEST_REASON = 500;

  private final GradingQueue queue;
  private final GradePaper gradePaper;
  private final RegradeExam regradeExam;

  GradingController(GradingQueue queue, GradePaper gradePaper, RegradeExam regradeExam) {
    this.queue = queue;
    this.gradePaper = gradePaper;
    this.regradeExam = regradeExam;
  }

  @GetMapping("/grading/queue")
  Mono<Map<String, List<GradingQueue.Waiting>>> queue(@AuthenticationPrincipal Caller caller) {
    return queue
        .waiting(ExamScope.of(caller))
        .collectList()
        .map(waiting -> Map.of("waiting", waiting));
  }

  @GetMapping("/grading/queue/next")
  Mono<GradingQueue.Item> next(
      @RequestParam(required = false) @Nullable UUID exam,
      @RequestParam(required = false) @Nullable Integer question,
      @RequestParam(required = false) @Nullable UUID after,
      @AuthenticationPrincipal Caller caller) {
    return queue
        .next(exam, question, after, ExamScope.of(caller))
        .switchIfEmpty(
            Mono.error(
                () ->
                    new ProblemException(ProblemKind.NOT_FOUND, "No answer waits to be graded.")));
  }

  @PutMapping("/grading/sessions/{id}/questions/{number}")
  Mono<Scored> give(
      @PathVariable String id,
      @PathVariable int number,
      @RequestBody Given input,
      @AuthenticationPrincipal Caller caller) {
    BigDecimal points = input.points();
    if (points == null) {
      throw new ProblemException(ProblemKind.MALFORMED_REQUEST, "'points' must be a number.");
    }
    return gradePaper
        .give(
            SessionAddress.sessionId(id),
            number,
            points,
            Objects.requireNonNullElse(input.comment(), "").strip(),
            Teacher.of(caller))
        .switchIfEmpty(Mono.error(GradingController::notFound))
        .map(GradingController::scored);
  }

  @PostMapping("/sessions/{id}/variants/{variantId}/use")
  Mono<Scored> use(
      @PathVariable String id,
      @PathVariable UUID variantId,
      @AuthenticationPrincipal Caller caller) {
    return gradePaper
        .use(SessionAddress.sessionId(id), variantId, Teacher.of(caller))
        .switchIfEmpty(Mono.error(GradingController::notFound))
        .map(GradingController::scored);
  }

  /** 202 while it takes longer than a request may. */
  @GetMapping("/grading/exams/{examId}/regrade")
  Mono<ResponseEntity<Object>> preview(
      @PathVariable UUID examId,
      @RequestParam(required = false) @Nullable Integer version,
      @RequestParam(required = false) @Nullable SelectAllRule selectAll,
      @AuthenticationPrincipal Caller caller) {
    return regradeExam
        .preview(examId, version, selectAll, Teacher.of(caller))
        .switchIfEmpty(Mono.error(GradingController::examNotFound))
        .map(
            look ->
                switch (look) {
                  case RegradeLook.Seen seen -> ResponseEntity.ok(seen.preview());
                  case RegradeLook.Looking looking ->
                      ResponseEntity.accepted().header(HttpHeaders.RETRY_AFTER, "1").body(looking);
                });
  }

  @PostMapping("/grading/exams/{examId}/regrade")
  Mono<Regraded> regrade(
      @PathVariable UUID examId,
      @RequestBody Regrade input,
      @AuthenticationPrincipal Caller caller) {
    Integer version = input.keyVersion();
    String reason = input.reason();
    if (version == null
        || input.selectAll() == null
        || input.fingerprint() == null
        || reason == null
        || reason.isBlank()
        || reason.length() > LONGEST_REASON) {
      throw new ProblemException(
          ProblemKind.MALFORMED_REQUEST,
          "Send 'keyVersion', 'selectAll' and 'fingerprint' of the preview, and a 'reason' of at most %d characters."
              .formatted(LONGEST_REASON));
    }
    return regradeExam
        .apply(
            examId,
            version,
            input.selectAll(),
            reason.strip(),
            input.fingerprint(),
            Teacher.of(caller))
        .switchIfEmpty(Mono.error(GradingController::examNotFound))
        .map(
            outcome ->
                switch (outcome) {
                  case RegradeExam.Outcome.Done done -> done.regraded();
                  case RegradeExam.Outcome.Outdated ignored ->
                      throw new ProblemException(
                          ProblemKind.REGRADE_OUTDATED,
                          "It would change something else by now. Look at the preview again.");
                  case RegradeExam.Outcome.Busy ignored ->
                      throw new ProblemException(
                          ProblemKind.REGRADE_OUTDATED,
                          "The exam is being graded again just now. Wait for the end, then look at"
                              + " the preview again.");
                  case RegradeExam.Outcome.NoSuchVersion none ->
                      throw new ProblemException(
                          ProblemKind.MALFORMED_REQUEST,
                          "This exam has versions 1 to %d.".formatted(none.latest()));
                });
  }

  @GetMapping("/grading/exams/{examId}/regrades")
  Mono<Map<String, List<Regraded>>> history(
      @PathVariable UUID examId, @AuthenticationPrincipal Caller caller) {
    return regradeExam
        .exam(examId, Teacher.of(caller))
        .switchIfEmpty(Mono.error(GradingController::examNotFound))
        .map(exam -> Map.of("regrades", exam.history()));
  }

  private static Scored scored(GradePaper.Outcome outcome) {
    return switch (outcome) {
      case GradePaper.Outcome.Done done -> Scored.of(done.sessionId(), done.score());
      case GradePaper.Outcome.OutOfBounds bounds ->
          throw new ProblemException(
              ProblemKind.INVALID_GRADE,
              "'points' must be from 0 to %s, with at most two decimals."
                  .formatted(bounds.most().stripTrailingZeros().toPlainString()));
      case GradePaper.Outcome.NothingToGrade ignored ->
          throw new ProblemException(
              ProblemKind.INVALID_GRADE,
              "This question has no long answer for a teacher to grade.");
      case GradePaper.Outcome.TooLong tooLong ->
          throw new ProblemException(
              ProblemKind.INVALID_GRADE,
              "'comment' must have at most %d characters.".formatted(tooLong.longest()));
    };
  }

  private static ProblemException notFound() {
    return new ProblemException(
        ProblemKind.SESSION_NOT_FOUND, "Check the id: no session of yours that has ended has it.");
  }

  private static ProblemException examNotFound() {
    return new ProblemException(ProblemKind.EXAM_NOT_FOUND, "Check the id of the exam.");
  }

  /** The body of a grade. */
  record Given(@Nullable BigDecimal points, @Nullable String comment) {}

  /** The body of a regrading. */
  record Regrade(
      @Nullable Integer keyVersion,
      @Nullable SelectAllRule selectAll,
      @Nullable String reason,
      @Nullable String fingerprint) {}

  /** A paper's score now. */
  record Scored(
      UUID sessionId,
      BigDecimal earned,
      BigDecimal gradable,
      BigDecimal total,
      @Nullable BigDecimal percent) {

    static Scored of(UUID sessionId, Score score) {
      return new Scored(
          sessionId, score.earned(), score.gradable(), score.possible(), score.percent());
    }
  }
}
