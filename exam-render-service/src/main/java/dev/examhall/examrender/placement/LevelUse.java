package dev.examhall.examrender.placement;

/**
 * What a level is used for.
 *
 * @param students kinds of students, by grade and rank, whom it is decided for, also behind a rule
 *     of a higher priority
 * @param exams how many stand for it
 */
public record LevelUse(int students, int exams) {

  /** The use of one level. */
  public static LevelUse of(Curriculum curriculum, String code) {
    return new LevelUse(
        (int)
            PlacementMatrix.cells().stream()
                .filter(
                    cell ->
                        curriculum.rules().stream()
                            .anyMatch(
                                rule ->
                                    rule.levelCode().equals(code)
                                        && rule.covers(cell.grade(), cell.rank())))
                .count(),
        (int)
            curriculum.mappings().stream()
                .filter(mapping -> mapping.levelCode().equals(code))
                .count());
  }

  public boolean isUsed() {
    return students > 0 || exams > 0;
  }
}
