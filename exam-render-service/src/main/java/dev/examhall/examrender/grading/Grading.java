package dev.examhall.examrender.grading;

import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.exam.QuestionType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Scores papers. A question's points are won whole or not at all, except that the parts of a {@link
 * QuestionType#MIXED} question share them equally. Long parts are left out of the reckoning until a
 * teacher graded them, so a perfect paper scores 100 % before that, too.
 */
public final class Grading {
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private Grading() {}

  /**
   * Scores one paper.
   *
   * @param key every question of the exam
   * @param answers responses in the order of the parts, by question number; missing ones count as
   *     untouched
   */
  public static Score grade(List<KeyedQuestion> key, Map<Integer, List<Response>> answers) {
    return new Score(
        key.stream()
            .map(question -> grade(question, answers.getOrDefault(question.number(), List.of())))
            .toList());
  }

  private static QuestionScore grade(KeyedQuestion question, List<Response> responses) {
    int decidable = 0;
    int right = 0;
    for (int i = 0; i < question.parts().size(); i++) {
      KeyedPart part = question.parts().get(i);
      if (part.kind() != PartKind.LONG) {
        decidable++;
        if (isRight(part, i < responses.size() ? responses.get(i) : Response.NONE)) {
          right++;
        }
      }
    }
    boolean shared = question.type() == QuestionType.MIXED;
    int won = shared ? right : right == decidable ? decidable : 0;
    return new QuestionScore(
        question.number(), share(question, won), share(question, decidable), question.points());
  }

  /** The points of {@code parts} of a question's parts, in hundredths. */
  private static BigDecimal share(KeyedQuestion question, int parts) {
    return question
        .points()
        .multiply(BigDecimal.valueOf(parts))
        .divide(BigDecimal.valueOf(question.parts().size()), 2, RoundingMode.HALF_UP);
  }

  private static boolean isRight(KeyedPart part, Response response) {
    return switch (part.kind()) {
      case ONE_CHOICE ->
          response.choices().size() == 1
              && letters(part.choices()).contains(letter(response.choices().getFirst()));
      case SELECT_ALL ->
          !response.choices().isEmpty()
              && letters(part.choices()).equals(letters(response.choices()));
      case SHORT -> {
        String given = fold(response.text() == null ? "" : response.text());
        yield !given.isEmpty() && accepted(part.texts()).anyMatch(given::equals);
      }
      case LONG -> false;
    };
  }

  private static Stream<String> accepted(List<String> texts) {
    return texts.stream()
        .flatMap(text -> Arrays.stream(text.split("\\|", -1)))
        .map(Grading::fold)
        .filter(text -> !text.isEmpty());
  }

  private static Set<String> letters(List<String> choices) {
    Set<String> letters = new HashSet<>();
    choices.forEach(choice -> letters.add(letter(choice)));
    return letters;
  }

  private static String letter(String choice) {
    return choice.strip().toUpperCase(Locale.ROOT);
  }

  /**
   * Makes texts that a reader takes for the same equal: case, width and runs of spaces do not
   * matter.
   */
  private static String fold(String text) {
    String even = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
    return SPACES.matcher(even).replaceAll(" ").toLowerCase(Locale.ROOT);
  }
}
