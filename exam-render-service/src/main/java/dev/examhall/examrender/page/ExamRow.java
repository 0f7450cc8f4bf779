package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamOverview;
import dev.examhall.examrender.exam.NumberRanges;
import org.jspecify.annotations.Nullable;

/**
 * An exam in the teachers' list.
 *
 * @param own whether the reader made it
 * @param decides whether the reader may share and delete it
 * @param problem what was wrong with the last thing that was asked for it; null if nothing
 * @param typedName what stands in the field of its name
 */
public record ExamRow(
    ExamOverview exam, boolean own, boolean decides, @Nullable String problem, String typedName) {

  private static final int MOST_RANGES = 8;

  /** How many questions have a key. */
  public int keyed() {
    return exam.questionCount() - exam.missingQuestions().size();
  }

  /** Such as {@code 3, 7–12}; empty when nothing is missing. */
  public String missing() {
    return NumberRanges.text(exam.missingQuestions(), MOST_RANGES);
  }

  public boolean isActive() {
    return exam.activeVersion() != null;
  }

  /** Whether there is a version that students do not get yet. */
  public boolean hasNewerDraft() {
    Integer active = exam.activeVersion();
    return active != null && active < exam.version();
  }

  /** Whether it could be activated. */
  public boolean isComplete() {
    return exam.booklet() != null && exam.missingQuestions().isEmpty();
  }
}
