package dev.examhall.examrender.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.exam.AnswerKeyCheck.KeyProblem;
import dev.examhall.examrender.exam.AnswerKeyCheck.Result;
import dev.examhall.examrender.exam.AnswerKeyInput.PartInput;
import dev.examhall.examrender.exam.AnswerKeyInput.QuestionInput;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerKeyCheckTest {

  @Test
  void takesASoundKeyInTheOrderOfTheNumbers() {
    Result result =
        check(
            question(2, "SHORT", "1.5", typed("color|colour")),
            question(1, "ONE_CHOICE", "2", part("ONE_CHOICE", 4, List.of(" b "), List.of())),
            question(3, "MIXED", "3", part("SELECT_ALL", null, List.of("A", "E"), null), essay()));

    assertThat(result).isInstanceOf(Result.Sound.class);
    List<KeyedQuestion> questions = ((Result.Sound) result).questions();
    assertThat(questions).extracting(KeyedQuestion::number).containsExactly(1, 2, 3);
    assertThat(questions.getFirst().parts().getFirst().choices()).containsExactly("B");
    assertThat(questions.getLast().parts().getFirst().options()).isEqualTo(5);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("number 0", question(0, "SHORT", "1", typed("x")), "questions 1 to 10"),
        Arguments.of("number 11", question(11, "SHORT", "1", typed("x")), "questions 1 to 10"),
        Arguments.of("no type", question(1, null, "1", typed("x")), "'type' must"),
        Arguments.of("odd type", question(1, "ESSAY", "1", typed("x")), "'type' must"),
        Arguments.of("no points", question(1, "SHORT", null, typed("x")), "'points' must"),
        Arguments.of("no worth", question(1, "SHORT", "0", typed("x")), "'points' must"),
        Arguments.of("thousandths", question(1, "SHORT", "0.001", typed("x")), "'points' must"),
        Arguments.of("no parts", question(1, "SHORT", "1"), "'parts' must"),
        Arguments.of("null part", question(1, "SHORT", "1", (PartInput) null), "'kind' must"),
        Arguments.of("wrong kind", question(1, "LONG", "1", typed("x")), "no parts of kind"),
        Arguments.of("no answer", question(1, "ONE_CHOICE", "1", one(5)), "missing in 'choices'"),
        Arguments.of("two answers", question(1, "ONE_CHOICE", "1", one(5, "A", "B")), "one right"),
        Arguments.of(
            "not offered", question(1, "ONE_CHOICE", "1", one(4, "E")), "not one of the 4"),
        Arguments.of(
            "no letter", question(1, "ONE_CHOICE", "1", one(4, "<b>")), "not one of the 4"),
        Arguments.of("11 options", question(1, "ONE_CHOICE", "1", one(11, "A")), "'options' must"),
        Arguments.of("1 option", question(1, "ONE_CHOICE", "1", one(1, "A")), "'options' must"),
        Arguments.of(
            "two parts", question(1, "ONE_CHOICE", "1", one(5, "A"), one(5, "A")), "has one part"),
        Arguments.of("no text", question(1, "SHORT", "1", typed()), "'texts' must"),
        Arguments.of("empty text", question(1, "SHORT", "1", typed(" | ")), "is empty"),
        Arguments.of(
            "text of an essay",
            question(1, "LONG", "1", part("LONG", null, List.of(), List.of("x"))),
            "has no 'texts'"),
        Arguments.of(
            "choices of a text",
            question(1, "SHORT", "1", part("SHORT", null, List.of("A"), List.of("x"))),
            "'choices' belongs"),
        Arguments.of(
            "texts of a choice",
            question(1, "ONE_CHOICE", "1", part("ONE_CHOICE", 5, List.of("A"), List.of("x"))),
            "'texts' belongs"),
        Arguments.of(
            "a rule there is not",
            question(1, "SELECT_ALL", "1", credited("SELECT_ALL", "HALF")),
            "'credit' must be one of"),
        Arguments.of(
            "a rule for one choice",
            question(1, "ONE_CHOICE", "1", credited("ONE_CHOICE", "PARTIAL")),
            "'credit' belongs to SELECT_ALL"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void saysWhatIsWrongByTheQuestionsNumber(String name, QuestionInput question, String expected) {
    Result result = check(question);

    assertThat(result).isInstanceOf(Result.Unsound.class);
    assertThat(((Result.Unsound) result).problems())
        .allSatisfy(problem -> assertThat(problem.question()).isEqualTo(question.number()))
        .anySatisfy(problem -> assertThat(problem.message()).contains(expected));
  }

  @Test
  void findsEveryProblemOfTheWholeKeyInOneGo() {
    Result result =
        check(
            question(7, "SHORT", "1", typed()),
            question(3, "ONE_CHOICE", "-1", one(5)),
            question(3, "SHORT", "1", typed("x")),
            null,
            question(null, "SHORT", "1", typed("x")));

    assertThat(((Result.Unsound) result).problems())
        .extracting(KeyProblem::question)
        .containsExactly(null, null, 3, 3, 3, 7);
  }

  @Test
  void refusesTenThousandQuestionsAndNone() {
    QuestionInput[] many =
        IntStream.rangeClosed(1, 10_000)
            .mapToObj(number -> question(number, "SHORT", "1", typed("x")))
            .toArray(QuestionInput[]::new);

    assertThat(((Result.Unsound) check(many)).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("10000").contains("200"));
    assertThat(check()).isInstanceOf(Result.Unsound.class);
    assertThat(AnswerKeyCheck.check(new AnswerKeyInput(null), 10, 5))
        .isInstanceOf(Result.Unsound.class);
  }

  private static Result check(@Nullable QuestionInput... questions) {
    return AnswerKeyCheck.check(new AnswerKeyInput(Arrays.asList(questions)), 10, 5);
  }

  private static QuestionInput question(
      @Nullable Integer number,
      @Nullable String type,
      @Nullable String points,
      PartInput... parts) {
    return new QuestionInput(
        number, type, points == null ? null : new BigDecimal(points), Arrays.asList(parts));
  }

  private static PartInput part(
      String kind,
      @Nullable Integer options,
      @Nullable List<@Nullable String> choices,
      @Nullable List<@Nullable String> texts) {
    return new PartInput(kind, options, null, choices, texts, null);
  }

  private static PartInput credited(String kind, String credit) {
    return new PartInput(kind, 5, null, List.of("A"), List.of(), credit);
  }

  private static PartInput one(int options, String... letters) {
    return part("ONE_CHOICE", options, Arrays.asList(letters), List.of());
  }

  private static PartInput typed(String... texts) {
    return part("SHORT", null, List.of(), Arrays.asList(texts));
  }

  private static PartInput essay() {
    return part("LONG", null, List.of(), List.of());
  }
}
