package dev.examhall.examrender.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.exam.QuestionType;
import dev.examhall.examrender.exam.SelectAllRule;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GradingTest {

  static Stream<Arguments> papers() {
    KeyedQuestion one = question(QuestionType.ONE_CHOICE, "2", choice("B"));
    KeyedQuestion all = question(QuestionType.SELECT_ALL, "2", all("A", "C"));
    KeyedQuestion half =
        question(QuestionType.SELECT_ALL, "2", all(SelectAllRule.PARTIAL, "A", "C"));
    KeyedQuestion each =
        question(QuestionType.SELECT_ALL, "5", all(SelectAllRule.EACH_OPTION, "A", "C"));
    KeyedQuestion single = question(QuestionType.SHORT, "1", text("colour|color", "hue"));
    KeyedQuestion fields = question(QuestionType.SHORT, "3", text("cat"), text("dog"));
    KeyedQuestion essay = question(QuestionType.LONG, "5", essay());
    KeyedQuestion mixed = question(QuestionType.MIXED, "4", choice("D"), text("Seoul"));
    KeyedQuestion mixedEssay = question(QuestionType.MIXED, "3", choice("A"), text("yes"), essay());
    return Stream.of(
        arguments("right choice", one, answer(letters("B")), "2", "2"),
        arguments("choice in lower case", one, answer(letters("b")), "2", "2"),
        arguments("choice with spaces", one, answer(letters(" B ")), "2", "2"),
        arguments("wrong choice", one, answer(letters("C")), "0", "2"),
        arguments("two letters for one choice", one, answer(letters("B", "C")), "0", "2"),
        arguments("nothing", one, answer(), "0", "2"),
        arguments("exact set", all, answer(letters("C", "A")), "2", "2"),
        arguments("too few", all, answer(letters("A")), "0", "2"),
        arguments("too many", all, answer(letters("A", "B", "C")), "0", "2"),
        arguments("half right by its own rule", half, answer(letters("A")), "1", "2"),
        arguments("a wrong one takes it back", half, answer(letters("A", "B")), "0", "2"),
        arguments("four of five judged", each, answer(letters("A")), "4", "5"),
        arguments("nothing judged", each, answer(letters()), "0", "5"),
        arguments("first alternative", single, answer(typed("colour")), "1", "1"),
        arguments("second alternative", single, answer(typed("color")), "1", "1"),
        arguments("another accepted text", single, answer(typed("hue")), "1", "1"),
        arguments("case and spaces around", single, answer(typed("  COLOR\t")), "1", "1"),
        arguments("full-width letters", single, answer(typed("ｈｕｅ")), "1", "1"),
        arguments("the whole list is no answer", single, answer(typed("colour|color")), "0", "1"),
        arguments("empty text", single, answer(typed("  ")), "0", "1"),
        arguments("both fields", fields, answer(typed("Cat"), typed("Dog")), "3", "3"),
        arguments(
            "fields the wrong way round", fields, answer(typed("dog"), typed("cat")), "0", "3"),
        arguments("one field of two", fields, answer(typed("cat"), typed("cow")), "0", "3"),
        arguments("second field missing", fields, answer(typed("cat")), "0", "3"),
        arguments("essay", essay, answer(typed("Once upon a time")), "0", "0"),
        arguments("mixed, both right", mixed, answer(letters("D"), typed("seoul")), "4", "4"),
        arguments("mixed, text right", mixed, answer(letters("A"), typed("Seoul")), "2", "4"),
        arguments(
            "mixed with essay",
            mixedEssay,
            answer(letters("A"), typed("yes"), typed("…")),
            "2",
            "2"),
        arguments(
            "mixed with essay, one right",
            mixedEssay,
            answer(letters("B"), typed("yes")),
            "1",
            "2"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("papers")
  void scoresAQuestion(
      String name, KeyedQuestion question, List<Response> answer, String earned, String gradable) {
    Score score = Grading.grade(List.of(question), Map.of(1, answer));

    assertThat(score.earned()).isEqualByComparingTo(earned);
    assertThat(score.gradable()).isEqualByComparingTo(gradable);
    assertThat(score.possible()).isEqualByComparingTo(question.points());
  }

  @Test
  void givesAPerfectPaperAHundredPercentWhileItsEssaysWait() {
    List<KeyedQuestion> key =
        List.of(
            new KeyedQuestion(1, QuestionType.ONE_CHOICE, points("1"), List.of(choice("A"))),
            new KeyedQuestion(2, QuestionType.LONG, points("10"), List.of(essay())),
            new KeyedQuestion(
                3, QuestionType.MIXED, points("1"), List.of(choice("A"), text("x"), essay())));

    Score score =
        Grading.grade(
            key,
            Map.of(
                1, answer(letters("A")),
                2, answer(typed("essay")),
                3, answer(letters("A"), typed("x"), typed("essay"))));

    assertThat(score.percent()).isEqualByComparingTo("100");
    assertThat(score.possible()).isEqualByComparingTo("12");
  }

  @Test
  void hasNoPercentageWhereNothingIsDecided() {
    Score score = Grading.grade(List.of(question(QuestionType.LONG, "5", essay())), Map.of());

    assertThat(score.percent()).isNull();
  }

  @Test
  void countsQuestionsWithoutAnAnswerAsWrong() {
    Score score =
        Grading.grade(
            List.of(
                new KeyedQuestion(1, QuestionType.ONE_CHOICE, points("1"), List.of(choice("A"))),
                new KeyedQuestion(2, QuestionType.ONE_CHOICE, points("2"), List.of(choice("A")))),
            Map.of(1, answer(letters("A"))));

    assertThat(score.percent()).isEqualByComparingTo("33.33");
  }

  private static KeyedQuestion question(QuestionType type, String points, KeyedPart... parts) {
    return new KeyedQuestion(1, type, points(points), List.of(parts));
  }

  private static BigDecimal points(String points) {
    return new BigDecimal(points);
  }

  private static KeyedPart choice(String letter) {
    return new KeyedPart(PartKind.ONE_CHOICE, 5, null, List.of(letter), List.of());
  }

  private static KeyedPart all(String... letters) {
    return new KeyedPart(PartKind.SELECT_ALL, 5, null, Arrays.asList(letters), List.of());
  }

  private static KeyedPart all(SelectAllRule credit, String... letters) {
    return new KeyedPart(PartKind.SELECT_ALL, 5, null, Arrays.asList(letters), List.of(), credit);
  }

  private static KeyedPart text(String... texts) {
    return new KeyedPart(PartKind.SHORT, 0, null, List.of(), Arrays.asList(texts));
  }

  private static KeyedPart essay() {
    return new KeyedPart(PartKind.LONG, 0, null, List.of(), List.of());
  }

  private static List<Response> answer(Response... parts) {
    return List.of(parts);
  }

  private static Response letters(String... letters) {
    return new Response(Arrays.asList(letters), null);
  }

  private static Response typed(String text) {
    return new Response(List.of(), text);
  }
}
