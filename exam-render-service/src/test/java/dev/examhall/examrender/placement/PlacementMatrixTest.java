package dev.examhall.examrender.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.placement.PlacementMatrix.Cell;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlacementMatrixTest {

  private static final List<CurriculumLevel> LEVELS =
      List.of(
          new CurriculumLevel("L1", "P", "S", "One", 1),
          new CurriculumLevel("L2", "P", "S", "Two", 2),
          new CurriculumLevel("L3", "P", "S", "Three", 3));

  /** Whatever is painted, the rules made of it say exactly that, and only once. */
  @Test
  void becomesRulesThatSayTheSameAndDoNotOverlap() {
    for (long seed = 0; seed < 500; seed++) {
      PlacementMatrix matrix = painted(new Random(seed));

      List<PlacementRule> rules = matrix.rules();

      assertThat(PlacementMatrix.of(new Curriculum(LEVELS, rules, List.of())))
          .as("seed %d", seed)
          .isEqualTo(matrix);
      assertThat(PlacementMatrix.overlaps(rules)).as("seed %d", seed).isEmpty();
      assertThat(matrix.gaps()).hasSize(72 - matrix.levels().size());
    }
  }

  /** Blocks of one level over one another, with gaps between, as people paint. */
  private static PlacementMatrix painted(Random random) {
    Map<Cell, String> levels = new TreeMap<>();
    for (int block = 0; block < 1 + random.nextInt(8); block++) {
      int grade = 1 + random.nextInt(12);
      int rank = random.nextInt(6);
      int high = random.nextInt(6);
      int wide = random.nextInt(4);
      String level = "L" + (1 + random.nextInt(3));
      for (Cell cell : PlacementMatrix.cells()) {
        if (cell.grade() >= grade
            && cell.grade() <= grade + high
            && cell.rank().ordinal() >= rank
            && cell.rank().ordinal() <= rank + wide) {
          levels.put(cell, level);
        }
      }
    }
    return new PlacementMatrix(levels);
  }

  @Test
  void saysARectangleInOneRule() {
    Map<Cell, String> levels = new TreeMap<>();
    for (Cell cell : PlacementMatrix.cells()) {
      levels.put(cell, cell.grade() <= 6 ? "L1" : "L2");
    }

    assertThat(new PlacementMatrix(levels).rules())
        .containsExactly(
            new PlacementRule(1, 6, EnglishRank.TOP_10, EnglishRank.BELOW_50, "L1", 10),
            new PlacementRule(7, 12, EnglishRank.TOP_10, EnglishRank.BELOW_50, "L2", 20));
  }

  @Test
  void showsWhereSeveralRulesSaySomethingAndWhichOfThemDecides() {
    List<PlacementRule> rules =
        List.of(
            new PlacementRule(1, 3, EnglishRank.TOP_10, EnglishRank.TOP_30, "L1", 20),
            new PlacementRule(3, 3, EnglishRank.TOP_30, EnglishRank.TOP_30, "L2", 10));

    assertThat(PlacementMatrix.overlaps(rules)).containsExactly(new Cell(3, EnglishRank.TOP_30));
    assertThat(
            PlacementMatrix.of(new Curriculum(LEVELS, rules, List.of()))
                .level(3, EnglishRank.TOP_30))
        .isEqualTo("L2");
  }
}
