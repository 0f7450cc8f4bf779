package dev.examhall.examrender.grading;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The score of a whole paper. */
public record Score(List<QuestionScore> questions) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public Score {
    questions = List.copyOf(questions);
  }

  public BigDecimal earned() {
    return sum(QuestionScore::earned);
  }

  /** Points that were decided; long answers are not among them until somebody graded them. */
  public BigDecimal gradable() {
    return sum(QuestionScore::gradable);
  }

  public BigDecimal possible() {
    return sum(QuestionScore::possible);
  }

  /** Earned of gradable points, 0–100 with two decimals; null when nothing could be decided. */
  public @Nullable BigDecimal percent() {
    BigDecimal gradable = gradable();
    return gradable.signum() == 0
        ? null
        : earned().multiply(HUNDRED).divide(gradable, 2, RoundingMode.HALF_UP);
  }

  private BigDecimal sum(Function<QuestionScore, BigDecimal> points) {
    return questions.stream().map(points).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
