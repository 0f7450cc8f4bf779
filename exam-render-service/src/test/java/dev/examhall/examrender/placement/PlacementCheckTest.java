package dev.examhall.examrender.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.placement.PlacementCheck.LevelInput;
import dev.examhall.examrender.placement.PlacementCheck.MappingInput;
import dev.examhall.examrender.placement.PlacementCheck.RowProblem;
import dev.examhall.examrender.placement.PlacementCheck.RuleInput;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacementCheckTest {

  private static final List<CurriculumLevel> LEVELS =
      List.of(
          new CurriculumLevel("A", "CORE", "x", "A", 1),
          new CurriculumLevel("B", "CORE", "x", "B", 2));

  @Test
  void takesSoundData() {
    UUID exam = new UUID(0, 1);

    assertThat(
            PlacementCheck.levels(
                List.of(new LevelInput("A", "CORE", "x", "Level A", 1)), List.of(), List.of()))
        .isEmpty();
    assertThat(
            PlacementCheck.rules(
                List.of(
                    new RuleInput(1, 6, "TOP_10", "TOP_30", "A", 1),
                    new RuleInput(1, 12, "TOP_10", "BELOW_50", "B", 2)),
                LEVELS))
        .isEmpty();
    assertThat(
            PlacementCheck.mappings(
                List.of(new MappingInput("A", 1, exam), new MappingInput("A", 5, exam)),
                LEVELS,
                Set.of(exam)))
        .isEmpty();
  }

  @Test
  void namesTheRowOfEachProblem() {
    assertThat(
            PlacementCheck.levels(
                List.of(
                    new LevelInput("A", "CORE", "x", "A", 1),
                    new LevelInput("A", "", null, "A", 1)),
                List.of(),
                List.of()))
        .extracting(RowProblem::row)
        .containsOnly(2)
        .hasSize(4);
    assertThat(
            PlacementCheck.rules(
                List.of(
                    new RuleInput(1, 12, "TOP_10", "TOP_20", "A", 1),
                    new RuleInput(9, 8, "TOP_30", "TOP_10", "Z", -1)),
                LEVELS))
        .extracting(RowProblem::row)
        .containsOnly(2)
        .hasSize(4);
    assertThat(
            PlacementCheck.mappings(
                List.of(new MappingInput("A", 6, null), new MappingInput(null, null, null)),
                LEVELS,
                Set.of()))
        .extracting(RowProblem::row)
        .containsExactly(1, 1, 2, 2, 2);
  }

  @Test
  void refusesRulesThatLeaveInDoubtWhichOneDecides() {
    assertThat(
            PlacementCheck.rules(
                List.of(
                    new RuleInput(1, 6, "TOP_10", "TOP_30", "A", 1),
                    new RuleInput(6, 12, "TOP_30", "BELOW_50", "B", 1)),
                LEVELS))
        .extracting(RowProblem::row)
        .containsExactly(2);
  }

  @Test
  void keepsLevelsThatAreInUse() {
    assertThat(
            PlacementCheck.levels(
                List.of(new LevelInput("B", "CORE", "x", "B", 1)),
                List.of(new PlacementRule(1, 2, EnglishRank.TOP_10, EnglishRank.TOP_10, "A", 1)),
                List.of()))
        .extracting(RowProblem::message)
        .containsExactly("Rules place students in 'A': keep it.");
  }
}
