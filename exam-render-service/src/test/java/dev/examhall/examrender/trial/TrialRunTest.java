package dev.examhall.examrender.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.exam.QuestionType;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.grading.QuestionScore;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrialRunTest {

  private static final List<KeyedQuestion> KEY =
      IntStream.rangeClosed(1, 40)
          .mapToObj(
              number ->
                  new KeyedQuestion(
                      number,
                      QuestionType.MIXED,
                      BigDecimal.TWO,
                      List.of(
                          new KeyedPart(PartKind.ONE_CHOICE, 4, null, List.of("D"), List.of()),
                          new KeyedPart(
                              PartKind.SHORT, 0, null, List.of(), List.of("color|colour")))))
          .toList();

  @Test
  void answersRightAndWrongSoThatBothAreSeen() {
    List<QuestionScore> scores =
        TrialRun.of(KEY, SelectAllRule.EXACT, new Random(7)).score().questions();
    assertThat(scores).hasSize(40);
    assertThat(scores).anyMatch(score -> score.earned().compareTo(BigDecimal.TWO) == 0);
    assertThat(scores).anyMatch(score -> score.earned().signum() == 0);
  }

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(TrialRun.of(KEY, SelectAllRule.EXACT, new Random(3)))
        .isEqualTo(TrialRun.of(KEY, SelectAllRule.EXACT, new Random(3)));
    assertThat(
            LongStream.range(0, 5)
                .mapToObj(seed -> TrialRun.of(KEY, SelectAllRule.EXACT, new Random(seed))))
        .doesNotHaveDuplicates();
  }
}
