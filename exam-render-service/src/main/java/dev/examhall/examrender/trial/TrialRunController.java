package dev.examhall.examrender.trial;

import dev.examhall.examrender.exam.AnswerKeys;
import dev.examhall.examrender.exam.ExamDirectory;
import dev.examhall.examrender.exam.ExamNotFound;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.grading.GradingRules;
import dev.examhall.examrender.grading.QuestionScore;
import dev.examhall.examrender.grading.Response;
import dev.examhall.identity.Caller;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Trial runs of an exam's latest version; nothing of them is stored. */
@RestController
@RequestMapping("/api/v1/exams/{id}/trial-runs")
class TrialRunController {

  private final ExamDirectory exams;
  private final AnswerKeys keys;
  private final GradingRules rules;

  TrialRunController(ExamDirectory exams, AnswerKeys keys, GradingRules rules) {
    this.exams = exams;
    this.keys = keys;
    this.rules = rules;
  }

  @PostMapping
  Mono<Run> run(
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable Long seed,
      @AuthenticationPrincipal Caller caller) {
    long from = seed == null ? ThreadLocalRandom.current().nextLong(1L << 40) : seed;
    return exams
        .find(id, ExamScope.of(caller))
        .switchIfEmpty(ExamNotFound.problem())
        .flatMap(exam -> Mono.zip(keys.of(id, exam.version()), rules.of(id)))
        .map(
            found ->
                Run.of(
                    from,
                    found.getT1(),
                    TrialRun.of(found.getT1(), found.getT2(), new Random(from))));
  }

  /**
   * A run.
   *
   * @param seed the same again gives the same answers, for the same key
   * @param percent of what could be graded; null when nothing could
   */
  record Run(
      long seed,
      List<Answered> questions,
      BigDecimal earned,
      BigDecimal gradable,
      BigDecimal possible,
      @Nullable BigDecimal percent) {

    static Run of(long seed, List<KeyedQuestion> key, TrialRun run) {
      List<Answered> questions =
          run.score().questions().stream()
              .map(
                  score ->
                      new Answered(
                          score.number(),
                          run.answers().getOrDefault(score.number(), List.of()),
                          score))
              .toList();
      return new Run(
          seed,
          questions,
          run.score().earned(),
          run.score().gradable(),
          run.score().possible(),
          key.isEmpty() ? null : run.score().percent());
    }
  }

  /** One question as it was answered, and what that is worth. */
  record Answered(int number, List<Response> parts, QuestionScore score) {}
}
