package dev.examhall.examrender.grading;

import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.exam.QuestionType;
import dev.examhall.examrender.exam.SelectAllRule;
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
import org.jspecify.annotations.Nullable;

/**
 * Scores papers. A question's points are won whole or not at all, except that the parts of a {@link
 * QuestionType#MIXED} question share them equally, and that several right choices may be worth
 * shares by a part's own rule, or else by the exam's. Long parts are left out of the reckoning
 * until a teacher graded them, so a perfect paper scores 100 % before that, too.
 */
public final class Grading {
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern UNSEEN = Pattern.compile("[\\u200b\\u2060\\ufeff]");
  private static final int DIGITS = 15;

  /** Fewer than digits, so that half a hundredth of thirds is a half again before it is rounded. */
  private static final int FINE = 8;

  private Grading() {}

  /** As {@link #grade(List, Map, SelectAllRule, Map)}, exact and before any teacher. */
  public static Score grade(List<KeyedQuestion> key, Map<Integer, List<Response>> answers) {
    return grade(key, answers, SelectAllRule.EXACT, Map.of());
  }

  /**
   * Scores one paper.
   *
   * @param key every question of the exam
   * @param answers responses in the order of the parts, by question number; missing ones count as
   *     untouched
   * @param rule for parts that have none of their own
   * @param given what a teacher gave for the long parts of questions, by number; more than they are
   *     worth counts as what they are worth
   */
  public static Score grade(
      List<KeyedQuestion> key,
      Map<Integer, List<Response>> answers,
      SelectAllRule rule,
      Map<Integer, BigDecimal> given) {
    return new Score(
        key.stream()
            .map(
                question ->
                    with(
                        grade(question, answers.getOrDefault(question.number(), List.of()), rule),
                        given.get(question.number())))
            .toList());
  }

  /** What the long parts of a question are worth; nothing if there are none. */
  public static BigDecimal worthOfLongParts(KeyedQuestion question) {
    return question.points().subtract(grade(question, List.of(), SelectAllRule.EXACT).gradable());
  }

  private static QuestionScore with(QuestionScore score, @Nullable BigDecimal given) {
    BigDecimal open = score.possible().subtract(score.gradable());
    return given == null || open.signum() == 0
        ? score
        : new QuestionScore(
            score.number(),
            score.earned().add(given.min(open).max(BigDecimal.ZERO)),
            score.possible(),
            score.possible());
  }

  private static QuestionScore grade(
      KeyedQuestion question, List<Response> responses, SelectAllRule rule) {
    int decidable = 0;
    BigDecimal right = BigDecimal.ZERO;
    for (int i = 0; i < question.parts().size(); i++) {
      KeyedPart part = question.parts().get(i);
      if (part.kind() != PartKind.LONG) {
        decidable++;
        right =
            right.add(
                rightness(part, i < responses.size() ? responses.get(i) : Response.NONE, rule));
      }
    }
    boolean shared = question.type() == QuestionType.MIXED || question.parts().size() == 1;
    BigDecimal all = BigDecimal.valueOf(decidable);
    BigDecimal won = shared || right.compareTo(all) == 0 ? right : BigDecimal.ZERO;
    return new QuestionScore(
        question.number(), share(question, won), share(question, all), question.points());
  }

  /** The points of {@code parts} of a question's parts, in hundredths. */
  private static BigDecimal share(KeyedQuestion question, BigDecimal parts) {
    return question
        .points()
        .multiply(parts)
        .divide(BigDecimal.valueOf(question.parts().size()), FINE, RoundingMode.HALF_UP)
        .setScale(2, RoundingMode.HALF_UP);
  }

  /** From 0 to 1. */
  private static BigDecimal rightness(KeyedPart part, Response response, SelectAllRule rule) {
    if (part.kind() != PartKind.SELECT_ALL) {
      return isRight(part, response) ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    return switch (part.credit() == null ? rule : part.credit()) {
      case EXACT -> isRight(part, response) ? BigDecimal.ONE : BigDecimal.ZERO;
      case PARTIAL -> rightMinusWrong(part, response);
      case EACH_OPTION -> judgedRight(part, response);
    };
  }

  private static BigDecimal rightMinusWrong(KeyedPart part, Response response) {
    Set<String> right = letters(part.choices());
    long hits = 0;
    long misses = 0;
    for (String letter : letters(response.choices())) {
      if (right.contains(letter)) {
        hits++;
      } else {
        misses++;
      }
    }
    return ratio(Math.max(0, hits - misses), right.size());
  }

  private static BigDecimal judgedRight(KeyedPart part, Response response) {
    Set<String> chosen = letters(response.choices());
    if (chosen.isEmpty()) {
      return BigDecimal.ZERO;
    }
    Set<String> misjudged = letters(part.choices());
    for (String letter : chosen) {
      if (!misjudged.remove(letter)) {
        misjudged.add(letter);
      }
    }
    return ratio(Math.max(0, part.options() - misjudged.size()), part.options());
  }

  private static BigDecimal ratio(long share, int of) {
    return BigDecimal.valueOf(share)
        .divide(BigDecimal.valueOf(Math.max(1, of)), DIGITS, RoundingMode.HALF_UP);
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
   * Makes texts that a reader takes for the same equal: case, width, runs of spaces, characters
   * that nobody sees, and how syllables are put together do not matter.
   */
  private static String fold(String text) {
    String seen = UNSEEN.matcher(text).replaceAll("");
    String even = Normalizer.normalize(seen, Normalizer.Form.NFKC).strip();
    return SPACES.matcher(even).replaceAll(" ").toLowerCase(Locale.ROOT);
  }
}
