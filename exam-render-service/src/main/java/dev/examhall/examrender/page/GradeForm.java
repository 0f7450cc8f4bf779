package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.results.GradePaper;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Mono;

/** Points and a comment for a long answer, as several pages send them. */
@Component
public class GradeForm {

  private static final String LONG_COMMENT = "grading.problem.comment";

  private final GradePaper gradePaper;

  GradeForm(GradePaper gradePaper) {
    this.gradePaper = gradePaper;
  }

  /**
   * A grade that was not taken.
   *
   * @param problem key of a text that says why
   * @param points as typed, as is the comment
   */
  public record Refused(int number, String problem, String points, String comment) {

    static Refused of(int number, String problem, MultiValueMap<String, String> form) {
      return new Refused(
          number, problem, FormValues.text(form, "points"), FormValues.text(form, "comment"));
    }

    /** Whether it is the comment that is wrong, and not the points. */
    public boolean isComment() {
      return problem.equals(LONG_COMMENT);
    }
  }

  /** Key of a text that says why the grade was not taken; empty if it was. */
  Mono<String> give(UUID session, int number, MultiValueMap<String, String> form, Teacher grader) {
    return Mono.justOrEmpty(FormValues.points(form.getFirst("points")))
        .flatMap(
            points ->
                gradePaper
                    .give(session, number, points, FormValues.text(form, "comment"), grader)
                    .switchIfEmpty(Mono.error(GradeForm::notFound))
                    .map(GradeForm::problem))
        .defaultIfEmpty("grading.problem.points");
  }

  private static String problem(GradePaper.Outcome outcome) {
    return switch (outcome) {
      case GradePaper.Outcome.Done ignored -> "";
      case GradePaper.Outcome.OutOfBounds ignored -> "grading.problem.points";
      case GradePaper.Outcome.NothingToGrade ignored -> "grading.problem.nothing";
      case GradePaper.Outcome.TooLong ignored -> LONG_COMMENT;
    };
  }

  private static ProblemException notFound() {
    return new ProblemException(
        ProblemKind.SESSION_NOT_FOUND, "Check the address: there is no such session.");
  }
}
