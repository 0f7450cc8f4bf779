package dev.examhall.examrender.grading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.exam.QuestionType;
import dev.examhall.examrender.exam.SelectAllRule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for any key and any paper; 2,000 of them each, from seeds that are told on failure.
 */
class GradingPropertiesTest {

  private static final int PAPERS = 2000;
  private static final List<String> WORDS =
      List.of(
          "Seoul",
          "서울",
          "한 글",
          "colour",
          "café",
          "Ａｐｐｌｅ",
          "１２",
          "ﾊﾝｸﾞﾙ",
          "re-do",
          "ice cream",
          "값",
          "Straße");

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_123})
  void scoresStayWithinTheirBounds(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < PAPERS; i++) {
      List<KeyedQuestion> key = key(random);
      Map<Integer, List<Response>> answers = answers(key, random);
      for (SelectAllRule rule : SelectAllRule.values()) {
        Score score = Grading.grade(key, answers, rule, Map.of());
        for (QuestionScore question : score.questions()) {
          assertThat(question.earned()).isBetween(BigDecimal.ZERO, question.gradable());
          assertThat(question.gradable()).isBetween(BigDecimal.ZERO, question.possible());
        }
        BigDecimal percent = score.percent();
        assertThat(percent == null).isEqualTo(score.gradable().signum() == 0);
        if (percent != null) {
          assertThat(percent).isBetween(BigDecimal.ZERO, BigDecimal.valueOf(100));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 20_261_124})
  void aPerfectPaperScoresHundredPercentHoweverItIsTyped(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < PAPERS; i++) {
      List<KeyedQuestion> key = key(random);
      Map<Integer, List<Response>> perfect = new HashMap<>();
      key.forEach(
          question ->
              perfect.put(
                  question.number(),
                  question.parts().stream().map(part -> right(part, random)).toList()));
      for (SelectAllRule rule : SelectAllRule.values()) {
        Score score = Grading.grade(key, perfect, rule, Map.of());
        assertThat(score.earned()).as("%s", perfect).isEqualByComparingTo(score.gradable());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 20_261_125})
  void partialCreditIsNeverLessThanTheExactRuleAndIsWholeOnlyWhereThatIs(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < PAPERS; i++) {
      List<KeyedQuestion> key = key(random);
      Map<Integer, List<Response>> answers = answers(key, random);
      Score exact = Grading.grade(key, answers, SelectAllRule.EXACT, Map.of());
      Score partial = Grading.grade(key, answers, SelectAllRule.PARTIAL, Map.of());
      for (int q = 0; q < key.size(); q++) {
        BigDecimal strict = exact.questions().get(q).earned();
        BigDecimal lenient = partial.questions().get(q).earned();
        if (key.get(q).type() == QuestionType.SELECT_ALL) {
          assertThat(lenient).isEqualByComparingTo(share(key.get(q), answers));
        }
        assertThat(lenient).isGreaterThanOrEqualTo(strict);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 20_261_128})
  void eachOptionThatWasJudgedRightCountsUnlessNothingWasChosen(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < PAPERS; i++) {
      List<KeyedQuestion> key = key(random);
      Map<Integer, List<Response>> answers = answers(key, random);
      Score exact = Grading.grade(key, answers, SelectAllRule.EXACT, Map.of());
      Score each = Grading.grade(key, answers, SelectAllRule.EACH_OPTION, Map.of());
      for (int q = 0; q < key.size(); q++) {
        BigDecimal earned = each.questions().get(q).earned();
        assertThat(earned).isGreaterThanOrEqualTo(exact.questions().get(q).earned());
        if (key.get(q).type() == QuestionType.SELECT_ALL) {
          assertThat(earned).isEqualByComparingTo(judged(key.get(q), answers));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 20_261_129})
  void aPartsOwnRuleGoesBeforeTheExams(long seed) {
    Random random = new Random(seed);
    SelectAllRule[] rules = SelectAllRule.values();
    for (int i = 0; i < PAPERS; i++) {
      List<KeyedQuestion> key = key(random);
      Map<Integer, List<Response>> answers = answers(key, random);
      SelectAllRule own = rules[random.nextInt(rules.length)];
      List<KeyedQuestion> withOwn = key.stream().map(question -> with(question, own)).toList();
      Score expected = Grading.grade(key, answers, own, Map.of());
      for (SelectAllRule exams : rules) {
        assertThat(Grading.grade(withOwn, answers, exams, Map.of())).isEqualTo(expected);
      }
    }
  }

  private static KeyedQuestion with(KeyedQuestion question, SelectAllRule own) {
    return new KeyedQuestion(
        question.number(),
        question.type(),
        question.points(),
        question.parts().stream()
            .map(
                part ->
                    new KeyedPart(
                        part.kind(), part.options(), null, part.choices(), part.texts(), own))
            .toList());
  }

  /** Option by option, as somebody would do it with a pencil. */
  private static BigDecimal judged(KeyedQuestion question, Map<Integer, List<Response>> answers) {
    List<Response> given = answers.getOrDefault(question.number(), List.of());
    List<String> chosen = given.isEmpty() ? List.of() : given.getFirst().choices();
    if (chosen.isEmpty()) {
      return BigDecimal.ZERO;
    }
    KeyedPart part = question.parts().getFirst();
    int right = 0;
    for (char option = 'A'; option < 'A' + part.options(); option++) {
      String letter = String.valueOf(option);
      right += part.choices().contains(letter) == chosen.contains(letter) ? 1 : 0;
    }
    return question
        .points()
        .multiply(BigDecimal.valueOf(right))
        .divide(BigDecimal.valueOf(part.options()), 2, RoundingMode.HALF_UP);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 20_261_126})
  void aTeachersPointsAreAddedAndNeverMoreThanTheLongPartsAreWorth(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < PAPERS; i++) {
      List<KeyedQuestion> key = key(random);
      Map<Integer, List<Response>> answers = answers(key, random);
      Map<Integer, BigDecimal> given = new HashMap<>();
      key.forEach(
          question -> given.put(question.number(), BigDecimal.valueOf(random.nextInt(2000), 2)));
      Score before = Grading.grade(key, answers, SelectAllRule.EXACT, Map.of());
      Score after = Grading.grade(key, answers, SelectAllRule.EXACT, given);
      for (int q = 0; q < key.size(); q++) {
        BigDecimal worth = Grading.worthOfLongParts(key.get(q));
        BigDecimal added =
            after.questions().get(q).earned().subtract(before.questions().get(q).earned());
        assertThat(added).isEqualByComparingTo(given.get(q + 1).min(worth));
        assertThat(after.questions().get(q).gradable()).isEqualByComparingTo(key.get(q).points());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 20_261_127})
  void aWordThatIsNotAcceptedEarnsNothing(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < PAPERS; i++) {
      String accepted = word(random);
      KeyedQuestion question =
          new KeyedQuestion(1, QuestionType.SHORT, BigDecimal.ONE, List.of(text(accepted)));
      Score score =
          Grading.grade(
              List.of(question), Map.of(1, List.of(new Response(List.of(), accepted + "x"))));
      assertThat(score.earned()).isZero();
    }
  }

  private static BigDecimal share(KeyedQuestion question, Map<Integer, List<Response>> answers) {
    Set<String> right = new HashSet<>(question.parts().getFirst().choices());
    List<Response> given = answers.getOrDefault(question.number(), List.of());
    Set<String> chosen = given.isEmpty() ? Set.of() : new HashSet<>(given.getFirst().choices());
    long hits = chosen.stream().filter(right::contains).count();
    long net = Math.max(0, hits - (chosen.size() - hits));
    return question
        .points()
        .multiply(BigDecimal.valueOf(net))
        .divide(BigDecimal.valueOf(right.size()), 2, RoundingMode.HALF_UP);
  }

  private static Response right(KeyedPart part, Random random) {
    return switch (part.kind()) {
      case ONE_CHOICE, SELECT_ALL -> {
        List<String> letters = new ArrayList<>(part.choices());
        Collections.shuffle(letters, random);
        yield new Response(
            letters.stream()
                .map(letter -> random.nextBoolean() ? letter : letter.toLowerCase(Locale.ROOT))
                .toList(),
            null);
      }
      case SHORT -> {
        String[] alternatives = part.texts().get(random.nextInt(part.texts().size())).split("\\|");
        yield new Response(
            List.of(), typed(alternatives[random.nextInt(alternatives.length)], random));
      }
      case LONG -> new Response(List.of(), "An essay");
    };
  }

  /** The same to a reader: other case, width, spaces, composition. */
  private static String typed(String text, Random random) {
    String typed = text;
    if (random.nextBoolean()) {
      typed = typed.toLowerCase(Locale.ROOT);
    }
    if (random.nextBoolean()) {
      typed = Normalizer.normalize(typed, Normalizer.Form.NFD);
    }
    if (random.nextBoolean()) {
      typed = typed.replace(" ", "\u3000 \t");
    }
    if (random.nextBoolean()) {
      typed = typed.replace('e', 'ｅ').replace('1', '１');
    }
    if (random.nextBoolean()) {
      typed = "\u00a0 " + typed + "\u200b \n";
    }
    return typed;
  }

  private static List<KeyedQuestion> key(Random random) {
    List<KeyedQuestion> key = new ArrayList<>();
    int questions = 1 + random.nextInt(6);
    for (int number = 1; number <= questions; number++) {
      QuestionType type = QuestionType.values()[random.nextInt(QuestionType.values().length)];
      key.add(
          new KeyedQuestion(
              number, type, BigDecimal.valueOf(1 + random.nextInt(1000), 2), parts(type, random)));
    }
    return key;
  }

  private static List<KeyedPart> parts(QuestionType type, Random random) {
    return switch (type) {
      case ONE_CHOICE -> List.of(part(PartKind.ONE_CHOICE, random));
      case SELECT_ALL -> List.of(part(PartKind.SELECT_ALL, random));
      case SHORT -> some(random, PartKind.SHORT);
      case LONG -> some(random, PartKind.LONG);
      case MIXED -> some(random, PartKind.values());
    };
  }

  private static List<KeyedPart> some(Random random, PartKind... kinds) {
    List<KeyedPart> parts = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      parts.add(part(kinds[random.nextInt(kinds.length)], random));
    }
    return parts;
  }

  private static KeyedPart part(PartKind kind, Random random) {
    return switch (kind) {
      case ONE_CHOICE -> new KeyedPart(kind, 5, null, List.of(letter(random)), List.of());
      case SELECT_ALL -> new KeyedPart(kind, 5, null, letters(random, 1), List.of());
      case SHORT -> text(word(random) + "|" + word(random), word(random));
      case LONG -> new KeyedPart(kind, 0, null, List.of(), List.of());
    };
  }

  private static KeyedPart text(String... accepted) {
    return new KeyedPart(PartKind.SHORT, 0, null, List.of(), List.of(accepted));
  }

  private static Map<Integer, List<Response>> answers(List<KeyedQuestion> key, Random random) {
    Map<Integer, List<Response>> answers = new HashMap<>();
    for (KeyedQuestion question : key) {
      if (random.nextInt(5) > 0) {
        answers.put(
            question.number(),
            question.parts().stream()
                .map(
                    part ->
                        part.kind().isChoice()
                            ? new Response(letters(random, 0), null)
                            : new Response(List.of(), typed(word(random), random)))
                .toList());
      }
    }
    return answers;
  }

  private static List<String> letters(Random random, int least) {
    Set<String> letters = new TreeSet<>();
    int count = least + random.nextInt(4);
    while (letters.size() < count) {
      letters.add(letter(random));
    }
    return List.copyOf(letters);
  }

  private static String letter(Random random) {
    return String.valueOf((char) ('A' + random.nextInt(5)));
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
