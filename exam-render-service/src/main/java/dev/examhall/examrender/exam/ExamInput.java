package dev.examhall.examrender.exam;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a request for a new exam, as it came. */
public record ExamInput(
    @Nullable String name,
    @Nullable Integer timerMinutes,
    @Nullable Integer questionCount,
    @Nullable Integer options,
    @Nullable Integer passPercent,
    @Nullable Boolean splitPages,
    @Nullable Boolean skipFirstLeftHalf,
    @Nullable Boolean levelChange,
    @Nullable Boolean answerReview) {

  public static final int MOST_QUESTIONS = 200;
  public static final int LONGEST_NAME = 200;
  private static final int MOST_MINUTES = 180;
  private static final int DEFAULT_OPTIONS = 5;
  private static final int DEFAULT_PASS_PERCENT = 60;

  /** What is wrong, by field; empty if nothing is. */
  public Map<String, String> problems() {
    Map<String, String> problems = new LinkedHashMap<>();
    if (name == null || name.isBlank() || name.strip().length() > LONGEST_NAME) {
      problems.put("name", "Give the exam a name of 1 to %d characters.".formatted(LONGEST_NAME));
    }
    range(problems, "timerMinutes", timerMinutes, 1, MOST_MINUTES);
    range(problems, "questionCount", questionCount, 1, MOST_QUESTIONS);
    if (options != null) {
      range(problems, "options", options, Part.FEWEST_OPTIONS, Part.MOST_OPTIONS);
    }
    if (passPercent != null) {
      range(problems, "passPercent", passPercent, 0, 100);
    }
    return problems;
  }

  private static void range(
      Map<String, String> problems, String field, @Nullable Integer value, int from, int to) {
    if (value == null || value < from || value > to) {
      problems.put(field, "'%s' must be a whole number from %d to %d.".formatted(field, from, to));
    }
  }

  /** The exam's settings; only after {@link #problems()} found nothing. */
  public ExamSettings settings() {
    if (name == null || timerMinutes == null || questionCount == null) {
      throw new IllegalStateException("An exam was used before it was checked");
    }
    return new ExamSettings(
        name.strip(),
        timerMinutes,
        questionCount,
        options == null ? DEFAULT_OPTIONS : options,
        passPercent == null ? DEFAULT_PASS_PERCENT : passPercent,
        Boolean.TRUE.equals(splitPages),
        Boolean.TRUE.equals(skipFirstLeftHalf),
        Boolean.TRUE.equals(levelChange),
        Boolean.TRUE.equals(answerReview));
  }
}
