package dev.examhall.examrender.exam;

import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import reactor.core.publisher.Mono;

/** What programs are told of an exam that is not there, or not there for them. */
public final class ExamNotFound {

  private ExamNotFound() {}

  /** 404, saying where to look. */
  public static <T> Mono<T> problem() {
    return Mono.error(
        () ->
            new ProblemException(
                ProblemKind.EXAM_NOT_FOUND,
                "Check the id; GET /api/v1/exams lists what there is."));
  }
}
