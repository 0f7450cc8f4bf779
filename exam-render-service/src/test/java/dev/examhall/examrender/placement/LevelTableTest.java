package dev.examhall.examrender.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LevelTableTest {

  private static final Curriculum CURRENT =
      new Curriculum(
          List.of(
              new CurriculumLevel("A", "CORE", "Sprout", "Level 1", 10),
              new CurriculumLevel("B", "CORE", "Sprout", "Level 2", 20),
              new CurriculumLevel("C", "CORE", "Branch", "Level 3", 30)),
          List.of(new PlacementRule(1, 2, EnglishRank.TOP_10, EnglishRank.TOP_20, "A", 1)),
          List.of(new ExamMapping("B", 1, UUID.randomUUID())));

  @Test
  void changesAddsAndRemovesAndKeepsWhatNobodyMentioned() {
    assertThat(
            sound(
                new LevelRow("B", "", "CORE", " Sprout ", "Second", "40", false),
                new LevelRow("C", "", "", "", "", "", true),
                new LevelRow("", "", "CORE", "Branch", "New", "15", false),
                new LevelRow("", "", "핵심", "가지", "새 레벨", "50", false),
                new LevelRow("", "", "", "", "", "", false)))
        .containsExactly(
            new CurriculumLevel("A", "CORE", "Sprout", "Level 1", 10),
            new CurriculumLevel("CORE-BRANCH-15", "CORE", "Branch", "New", 15),
            new CurriculumLevel("B", "CORE", "Sprout", "Second", 40),
            new CurriculumLevel("50", "핵심", "가지", "새 레벨", 50));
  }

  @Test
  void letsTwoLevelsChangePlaces() {
    assertThat(
            sound(
                new LevelRow("A", "", "CORE", "Sprout", "Level 1", "20", false),
                new LevelRow("B", "", "CORE", "Sprout", "Level 2", "10", false)))
        .extracting(CurriculumLevel::code)
        .containsExactly("B", "A", "C");
  }

  @Test
  void saysWhatUsesALevelThatShallGo() {
    assertThat(
            problems(
                new LevelRow("A", "", "CORE", "Sprout", "Level 1", "10", true),
                new LevelRow("B", "", "CORE", "Sprout", "Level 2", "20", true)))
        .containsExactly(
            new LevelRow.Problem(0, "remove", "levels.error.used", List.of(4, 0)),
            new LevelRow.Problem(1, "remove", "levels.error.used", List.of(0, 1)));
  }

  @Test
  void findsEverythingThatIsWrongAtItsField() {
    assertThat(
            problems(
                new LevelRow("A", "", " ", "Sprout", "x".repeat(101), "0", false),
                new LevelRow("", "B", "CORE", "Sprout", "Taken", "30", false),
                new LevelRow("", "no code", "CORE", "Sprout", "Bad", "70000", false),
                new LevelRow("Z", "", "CORE", "Sprout", "Gone", "5", false)))
        .extracting(problem -> problem.row() + " " + problem.field() + " " + problem.message())
        .containsExactly(
            "0 program levels.error.text",
            "0 name levels.error.text",
            "0 rank levels.error.rank",
            "1 code levels.error.code-twice",
            "2 code levels.error.code",
            "2 rank levels.error.rank",
            "3 name levels.error.gone",
            "1 rank levels.error.rank-twice");
  }

  private static List<CurriculumLevel> sound(LevelRow... rows) {
    return ((LevelTable.Result.Sound) LevelTable.read(CURRENT, List.of(rows))).levels();
  }

  private static List<LevelRow.Problem> problems(LevelRow... rows) {
    return ((LevelTable.Result.Unsound) LevelTable.read(CURRENT, List.of(rows))).problems();
  }
}
