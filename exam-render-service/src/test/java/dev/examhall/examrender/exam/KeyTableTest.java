package dev.examhall.examrender.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.exam.AnswerKeyInput.QuestionInput;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answer keys as teachers type, paste and import them. */
class KeyTableTest {

  @Test
  void takesAColumnOfLettersAsTheAnswersFromTheFirstQuestionOn() {
    assertThat(kinds(sound("B\na\nD\n", true)))
        .containsExactly("1 ONE_CHOICE [B]", "2 ONE_CHOICE [A]", "3 ONE_CHOICE [D]");
  }

  @Test
  void takesWhatASpreadsheetHasOnTheClipboard() {
    assertThat(kinds(sound("1\tA, C\n2\tcolor|colour\n4\t①\n", true)))
        .containsExactly("1 SELECT_ALL [A, C]", "2 SHORT [color, colour]", "4 ONE_CHOICE [A]");
  }

  @Test
  void takesColumnsInAnyOrderUnderTheirNamesInTwoLanguages() {
    assertThat(kinds(sound("정답,번호,유형,배점\nACD,2,모두 선택,3\n\"a, b\",3,단답형,1\n", false)))
        .containsExactly("2 SELECT_ALL [A, C, D]", "3 SHORT [a, b]");
    assertThat(kinds(sound("\uFEFFNo;Answer;Type\n5;;essay\n", false)))
        .containsExactly("5 LONG []");
  }

  @Test
  void takesNumbersForChoicesWhereNothingElseIsThere() {
    assertThat(kinds(sound("3\n1\n5\n", true)))
        .containsExactly("1 ONE_CHOICE [C]", "2 ONE_CHOICE [A]", "3 ONE_CHOICE [E]");
    assertThat(kinds(sound("3\nfive\n", true))).containsExactly("1 SHORT [3]", "2 SHORT [five]");
  }

  @Test
  void takesTheRuleForCreditByItsNameInTwoLanguages() {
    List<QuestionInput> questions =
        sound(
            """
            number,type,answer,points,options,label,credit
            1,select all,AC,2,5,,Partial
            2,select all,AC,2,5,,all-or-nothing
            3,select all,AC,2,5,,보기마다
            4,select all,AC,2,5,,
            5,one choice,A,1,5,,partial
            """,
            false);

    assertThat(questions)
        .extracting(question -> question.parts().getFirst().credit())
        .containsExactly("PARTIAL", "EXACT", "EACH_OPTION", null, null);
    assertThat(KeyTable.read(KeyText.read("정답,채점\nA+C,half\n", false), 10, 5))
        .isInstanceOfSatisfying(
            KeyTable.Result.Unsound.class,
            unsound ->
                assertThat(unsound.problems())
                    .containsExactly(new KeyRow.Problem(2, "key.error.credit", List.of("half"))));
  }

  @Test
  void makesPartsOfRowsWithTheSameNumber() {
    QuestionInput question =
        sound(
                """
                number,type,answer,points,options,label
                7,one choice,D,2,4,(1)
                7,short,Seoul,,,(2)
                """,
                false)
            .getFirst();

    assertThat(question.type()).isEqualTo("MIXED");
    assertThat(question.points()).isEqualByComparingTo("2");
    assertThat(question.parts()).extracting(part -> part.label()).containsExactly("(1)", "(2)");
    assertThat(sound("8,short,a,1\n,short,b,\n", false).getFirst().type()).isEqualTo("SHORT");
  }

  @Test
  void leavesOutRowsWithoutAnAnswer() {
    assertThat(kinds(sound("1,,B\n2,,\n3,,C\n", false)))
        .containsExactly("1 ONE_CHOICE [B]", "3 ONE_CHOICE [C]");
  }

  @Test
  void keepsFormulasAndHtmlAsTheTextThatTheyAre() {
    assertThat(kinds(sound("1,short,\"=HYPERLINK(\"\"x\"\")\"\n2,short,<b>bold</b>\n", false)))
        .containsExactly("1 SHORT [=HYPERLINK(\"x\")]", "2 SHORT [<b>bold</b>]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "0,,A ~ key.error.number",
        "11,,A ~ key.error.number",
        "x,,A ~ key.error.number",
        "1,guess,A ~ key.error.type",
        "1,mixed,A ~ key.error.type",
        "1,one choice,F ~ key.error.letter",
        "1,one choice,AB ~ key.error.one",
        "1,select all,A A ~ key.error.letter-twice",
        "1,long,because ~ key.error.long",
        "1,short,| ~ key.error.missing",
        "1,,A,0 ~ key.error.points",
        "1,,A,1.234 ~ key.error.points",
        "1,,A,-2 ~ key.error.points",
        "1,,A,1,11 ~ key.error.options",
      })
  void saysOfARowWhatIsWrongWithIt(String line, String message) {
    assertThat(problems("2,,B\n" + line + "\n"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.row()).isEqualTo(2);
              assertThat(problem.message()).isEqualTo(message);
            });
  }

  @Test
  void listsEveryProblemInTheOrderOfTheRows() {
    assertThat(problems("1,one choice,Z,0\n2,,A\n1,,B\n99,,A\n"))
        .extracting(problem -> problem.row() + " " + problem.message())
        .containsExactly(
            "1 key.error.letter", "1 key.error.points", "3 key.error.twice", "4 key.error.number");
  }

  @Test
  void refusesTenThousandRowsWithOneSentence() {
    List<KeyRow> rows =
        IntStream.rangeClosed(1, 10_000)
            .mapToObj(line -> new KeyRow(line, String.valueOf(line), "", "A", "", "", "", ""))
            .toList();
    assertThat(KeyTable.read(rows, 200, 5))
        .isInstanceOfSatisfying(
            KeyTable.Result.Unsound.class,
            unsound ->
                assertThat(unsound.problems())
                    .extracting(KeyRow.Problem::message)
                    .containsExactly("key.error.rows"));
  }

  private static List<QuestionInput> sound(String text, boolean clipboard) {
    return switch (KeyTable.read(KeyText.read(text, clipboard), 10, 5)) {
      case KeyTable.Result.Sound sound -> sound.questions();
      case KeyTable.Result.Unsound unsound ->
          throw new AssertionError("not sound: " + unsound.problems());
    };
  }

  private static List<KeyRow.Problem> problems(String text) {
    return KeyTable.read(KeyText.read(text, false), 10, 5)
            instanceof KeyTable.Result.Unsound unsound
        ? unsound.problems()
        : List.of();
  }

  private static List<String> kinds(List<QuestionInput> questions) {
    return questions.stream()
        .map(
            question -> {
              var part = question.parts().getFirst();
              List<?> right = part.choices().isEmpty() ? part.texts() : part.choices();
              return question.number() + " " + question.type() + " " + right;
            })
        .toList();
  }
}
