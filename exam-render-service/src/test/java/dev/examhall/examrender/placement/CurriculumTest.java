package dev.examhall.examrender.placement;

import static dev.examhall.examrender.placement.EnglishRank.BELOW_50;
import static dev.examhall.examrender.placement.EnglishRank.TOP_10;
import static dev.examhall.examrender.placement.EnglishRank.TOP_20;
import static dev.examhall.examrender.placement.EnglishRank.TOP_30;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CurriculumTest {

  private static final CurriculumLevel CORE =
      new CurriculumLevel("CORE-1", "CORE", "A", "Core 1", 1);
  private static final CurriculumLevel EDGE =
      new CurriculumLevel("EDGE-1", "EDGE", "A", "Edge 1", 2);
  private static final UUID FIRST = new UUID(0, 1);
  private static final UUID SECOND = new UUID(0, 2);

  private final Curriculum curriculum =
      new Curriculum(
          List.of(CORE, EDGE),
          List.of(
              new PlacementRule(1, 12, TOP_10, BELOW_50, "CORE-1", 9),
              new PlacementRule(5, 6, TOP_10, TOP_20, "EDGE-1", 1)),
          List.of(
              new ExamMapping("EDGE-1", 3, SECOND),
              new ExamMapping("EDGE-1", 2, FIRST),
              new ExamMapping("CORE-1", 5, SECOND)));

  @Test
  void letsTheRuleWithTheLowestPriorityDecide() {
    assertThat(curriculum.levelFor(5, TOP_20)).contains(EDGE);
    assertThat(curriculum.levelFor(5, TOP_30)).contains(CORE);
    assertThat(curriculum.levelFor(7, TOP_10)).contains(CORE);
  }

  @Test
  void choosesTheLowestSlotWhoseExamIsActive() {
    assertThat(curriculum.place(6, TOP_10, Set.of(FIRST, SECOND)))
        .isEqualTo(new PlacementOutcome.Placed(EDGE, FIRST));
    assertThat(curriculum.place(6, TOP_10, Set.of(SECOND)))
        .isEqualTo(new PlacementOutcome.Placed(EDGE, SECOND));
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(curriculum.place(6, TOP_10, Set.of())).isEqualTo(new PlacementOutcome.NoExam(EDGE));
    assertThat(new Curriculum(List.of(), List.of(), List.of()).place(6, TOP_10, Set.of(FIRST)))
        .isEqualTo(new PlacementOutcome.NoRule(6, TOP_10));
  }

  @Test
  void placesEveryGradeAndRankByTheBestRuleThatCoversIt() {
    for (int grade = 1; grade <= 12; grade++) {
      for (EnglishRank rank : EnglishRank.values()) {
        placesByTheBestRule(grade, rank);
      }
    }
  }

  private void placesByTheBestRule(int grade, EnglishRank rank) {
    PlacementOutcome outcome = curriculum.place(grade, rank, Set.of(FIRST, SECOND));

    boolean edge = (grade == 5 || grade == 6) && rank.compareTo(TOP_20) <= 0;
    assertThat(outcome)
        .as("grade %d, %s", grade, rank)
        .isEqualTo(
            edge
                ? new PlacementOutcome.Placed(EDGE, FIRST)
                : new PlacementOutcome.Placed(CORE, SECOND));
  }
}
