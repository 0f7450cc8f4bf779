package dev.examhall.examrender.exam;

import dev.examhall.examrender.exam.AnswerKeyInput.PartInput;
import dev.examhall.examrender.exam.AnswerKeyInput.QuestionInput;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole answer key and finds everything that is wrong with it before anything is stored.
 */
final class AnswerKeyCheck {

  // more than an exam has, so that a few too many are still named one by one
  private static final int MOST_LISTED = 1000;
  private static final int MOST_PARTS = 20;
  private static final int MOST_TEXTS = 50;
  private static final int LONGEST_TEXT = 500;
  private static final int LONGEST_LABEL = 200;
  private static final BigDecimal MOST_POINTS = BigDecimal.valueOf(1000);

  private final int questionCount;
  private final int defaultOptions;
  private final List<KeyProblem> problems = new ArrayList<>();
  private final List<KeyedQuestion> questions = new ArrayList<>();
  private final Set<Integer> seen = new HashSet<>();

  private AnswerKeyCheck(int questionCount, int defaultOptions) {
    this.questionCount = questionCount;
    this.defaultOptions = defaultOptions;
  }

  /** What a check finds. */
  sealed interface Result {
    /** The key, in order of the numbers; questions may be missing. */
    record Sound(List<KeyedQuestion> questions) implements Result {}

    /** Everything that is wrong, in order of the numbers. */
    record Unsound(List<KeyProblem> problems) implements Result {}
  }

  /**
   * Something wrong with the key.
   *
   * @param question number as given; null where the entry has none
   * @param message what to change
   */
  record KeyProblem(@Nullable Integer question, String message) {}

  static Result check(AnswerKeyInput input, int questionCount, int defaultOptions) {
    return new AnswerKeyCheck(questionCount, defaultOptions).check(input);
  }

  private Result check(AnswerKeyInput input) {
    if (input.questions() == null || input.questions().isEmpty()) {
      problem(null, "'questions' must be a list with at least one question.");
    } else if (input.questions().size() > MOST_LISTED) {
      problem(
          null,
          "'questions' lists %d questions; an exam has %d at most."
              .formatted(input.questions().size(), ExamInput.MOST_QUESTIONS));
    } else {
      for (int i = 0; i < input.questions().size(); i++) {
        QuestionInput question = input.questions().get(i);
        if (question == null || question.number() == null) {
          problem(null, "Entry %d of 'questions' has no 'number'.".formatted(i + 1));
        } else {
          check(question, question.number());
        }
      }
    }
    if (problems.isEmpty()) {
      questions.sort(Comparator.comparingInt(KeyedQuestion::number));
      return new Result.Sound(List.copyOf(questions));
    }
    problems.sort(
        Comparator.comparing(
            KeyProblem::question, Comparator.nullsFirst(Comparator.naturalOrder())));
    return new Result.Unsound(List.copyOf(problems));
  }

  private void check(QuestionInput input, int number) {
    int before = problems.size();
    if (number < 1 || number > questionCount) {
      problem(number, "This exam has questions 1 to %d.".formatted(questionCount));
    } else if (!seen.add(number)) {
      problem(number, "The question is listed more than once.");
    }
    QuestionType type = parse(QuestionType.class, input.type());
    if (type == null) {
      problem(number, "'type' must be one of ONE_CHOICE, SELECT_ALL, SHORT, LONG, MIXED.");
    }
    BigDecimal points = input.points();
    if (points == null
        || points.signum() <= 0
        || points.compareTo(MOST_POINTS) > 0
        || points.stripTrailingZeros().scale() > 2) {
      problem(number, "'points' must be more than 0, at most 1000, with at most two decimals.");
    }
    List<KeyedPart> parts = parts(input, number, type);
    if (problems.size() == before && type != null && points != null) {
      questions.add(new KeyedQuestion(number, type, points, parts));
    }
  }

  private List<KeyedPart> parts(QuestionInput input, int number, @Nullable QuestionType type) {
    List<@Nullable PartInput> given = input.parts() == null ? List.of() : input.parts();
    if (given.isEmpty() || given.size() > MOST_PARTS) {
      problem(number, "'parts' must be a list of 1 to %d parts.".formatted(MOST_PARTS));
      return List.of();
    }
    if (given.size() > 1 && (type == QuestionType.ONE_CHOICE || type == QuestionType.SELECT_ALL)) {
      problem(number, "A question of type %s has one part; use MIXED for more.".formatted(type));
    }
    List<KeyedPart> parts = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      PartInput part = given.get(i);
      PartKind kind = part == null ? null : parse(PartKind.class, part.kind());
      if (part == null || kind == null) {
        partProblem(number, i, "'kind' must be one of ONE_CHOICE, SELECT_ALL, SHORT, LONG.");
      } else {
        if (type != null && type != QuestionType.MIXED && !type.name().equals(kind.name())) {
          partProblem(
              number, i, "A question of type %s has no parts of kind %s.".formatted(type, kind));
        }
        parts.add(part(part, kind, number, i));
      }
    }
    return parts;
  }

  private KeyedPart part(PartInput input, PartKind kind, int number, int index) {
    if (input.label() != null && input.label().length() > LONGEST_LABEL) {
      partProblem(
          number, index, "'label' must have at most %d characters.".formatted(LONGEST_LABEL));
    }
    List<String> choices = withoutNulls(input.choices());
    List<String> texts = withoutNulls(input.texts());
    int options = kind.isChoice() ? options(input, number, index) : 0;
    switch (kind) {
      case ONE_CHOICE, SELECT_ALL -> choices = letters(choices, kind, options, number, index);
      case SHORT -> checkTexts(texts, number, index);
      case LONG -> {
        if (!texts.isEmpty()) {
          partProblem(number, index, "A LONG part has no 'texts': a teacher grades it.");
        }
      }
    }
    if (kind.isChoice() && !texts.isEmpty()) {
      partProblem(number, index, "'texts' belongs to SHORT parts only.");
    }
    if (!kind.isChoice() && !choices.isEmpty()) {
      partProblem(number, index, "'choices' belongs to ONE_CHOICE and SELECT_ALL parts only.");
    }
    return new KeyedPart(
        kind, options, input.label(), choices, texts, credit(input.credit(), kind, number, index));
  }

  private @Nullable SelectAllRule credit(
      @Nullable String given, PartKind kind, int number, int index) {
    SelectAllRule credit = parse(SelectAllRule.class, given);
    if (given != null && credit == null) {
      partProblem(number, index, "'credit' must be one of EXACT, PARTIAL, EACH_OPTION, or null.");
    } else if (credit != null && kind != PartKind.SELECT_ALL) {
      partProblem(number, index, "'credit' belongs to SELECT_ALL parts only.");
    }
    return credit;
  }

  private int options(PartInput input, int number, int index) {
    int options = input.options() == null ? defaultOptions : input.options();
    if (options < Part.FEWEST_OPTIONS || options > Part.MOST_OPTIONS) {
      partProblem(
          number,
          index,
          "'options' must be from %d to %d.".formatted(Part.FEWEST_OPTIONS, Part.MOST_OPTIONS));
    }
    return options;
  }

  private List<String> letters(
      List<String> given, PartKind kind, int options, int number, int index) {
    List<String> letters =
        given.stream().map(letter -> letter.strip().toUpperCase(Locale.ROOT)).toList();
    Part part = new Part(kind, options, null);
    if (letters.isEmpty()) {
      partProblem(number, index, "The right answer is missing in 'choices'.");
    }
    if (kind == PartKind.ONE_CHOICE && letters.size() > 1) {
      partProblem(number, index, "ONE_CHOICE has one right answer; use SELECT_ALL for several.");
    }
    if (new HashSet<>(letters).size() != letters.size()) {
      partProblem(number, index, "'choices' names a letter twice.");
    }
    for (String letter : letters) {
      if (!part.offers(letter)) {
        partProblem(
            number,
            index,
            "'%s' is not one of the %d options offered.".formatted(shortened(letter), options));
      }
    }
    return letters;
  }

  private void checkTexts(List<String> texts, int number, int index) {
    if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
      partProblem(
          number, index, "'texts' must list 1 to %d accepted answers.".formatted(MOST_TEXTS));
    }
    for (String text : texts) {
      if (text.replace('|', ' ').isBlank()) {
        partProblem(number, index, "An accepted answer in 'texts' is empty.");
      } else if (text.length() > LONGEST_TEXT) {
        partProblem(
            number, index, "An accepted answer has at most %d characters.".formatted(LONGEST_TEXT));
      }
    }
  }

  private void problem(@Nullable Integer question, String message) {
    problems.add(new KeyProblem(question, message));
  }

  private void partProblem(int question, int index, String message) {
    problem(question, "Part %d: %s".formatted(index + 1, message));
  }

  private static List<String> withoutNulls(@Nullable List<@Nullable String> list) {
    return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
  }

  private static String shortened(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "…";
  }

  private static <E extends Enum<E>> @Nullable E parse(Class<E> type, @Nullable String name) {
    if (name != null) {
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equals(name)) {
          return constant;
        }
      }
    }
    return null;
  }
}
