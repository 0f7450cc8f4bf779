package dev.examhall.examrender.page;

import dev.examhall.examrender.placement.Curriculum;
import dev.examhall.examrender.placement.CurriculumLevel;
import dev.examhall.examrender.placement.LevelRow;
import dev.examhall.examrender.placement.LevelUse;
import dev.examhall.examrender.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Levels as they stand in the fields.
 *
 * @param done whether they were saved just now
 */
public record LevelsView(
    Curriculum curriculum, List<LevelRow> rows, List<LevelRow.Problem> problems, boolean done) {

  private static final int EMPTY_ROWS = 2;

  public LevelsView {
    rows = List.copyOf(rows);
    problems = List.copyOf(problems);
  }

  static LevelsView stored(Curriculum current, boolean done) {
    return new LevelsView(
        current,
        withEmpty(current.levels().stream().map(LevelsView::row).toList()),
        List.of(),
        done);
  }

  static LevelsView typed(
      Curriculum current, List<LevelRow> rows, List<LevelRow.Problem> problems) {
    return new LevelsView(current, rows.isEmpty() ? withEmpty(rows) : rows, problems, false);
  }

  private static List<LevelRow> withEmpty(List<LevelRow> rows) {
    List<LevelRow> all = new ArrayList<>(rows);
    for (int i = 0; i < EMPTY_ROWS; i++) {
      all.add(new LevelRow("", "", "", "", "", "", false));
    }
    return all;
  }

  private static LevelRow row(CurriculumLevel level) {
    return new LevelRow(
        level.code(),
        level.code(),
        level.program(),
        level.subProgram(),
        level.name(),
        String.valueOf(level.rank()),
        false);
  }

  /** What uses the level of a row; null for a new one. */
  public @Nullable LevelUse use(LevelRow row) {
    return row.was().isEmpty() ? null : LevelUse.of(curriculum, row.was());
  }

  /** What is wrong with a field; null if nothing is. */
  public @Nullable String problem(int row, String field, Texts texts) {
    String all =
        problems.stream()
            .filter(problem -> problem.row() == row && problem.field().equals(field))
            .map(problem -> texts.of(problem.message(), problem.values().toArray()))
            .collect(Collectors.joining(" "));
    return all.isEmpty() ? null : all;
  }

  /** What is wrong with all of them together; null if nothing is. */
  public @Nullable String problem(Texts texts) {
    return problem(-1, "", texts);
  }

  /** Programs there are, to choose from. */
  public List<String> programs() {
    return curriculum.levels().stream().map(CurriculumLevel::program).distinct().toList();
  }

  /** Sub-programs there are, to choose from. */
  public List<String> subPrograms() {
    return curriculum.levels().stream().map(CurriculumLevel::subProgram).distinct().toList();
  }
}
