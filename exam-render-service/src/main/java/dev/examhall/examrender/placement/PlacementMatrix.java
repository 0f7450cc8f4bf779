package dev.examhall.examrender.placement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Placement as teachers see it: a level for each grade and rank. Rules say the same in fewer words,
 * but may overlap; a matrix cannot.
 *
 * @param levels codes of levels by cell; a cell without one is a gap
 */
public record PlacementMatrix(Map<Cell, String> levels) {

  /** Grades are 1 to this. */
  public static final int GRADES = 12;

  public PlacementMatrix {
    levels = Map.copyOf(levels);
  }

  /** Students of a grade and a rank. */
  public record Cell(int grade, EnglishRank rank) implements Comparable<Cell> {
    @Override
    public int compareTo(Cell other) {
      return grade == other.grade
          ? rank.compareTo(other.rank)
          : Integer.compare(grade, other.grade);
    }
  }

  /** What rules decide for every cell. */
  public static PlacementMatrix of(Curriculum curriculum) {
    Map<Cell, String> levels = new TreeMap<>();
    for (Cell cell : cells()) {
      curriculum
          .levelFor(cell.grade(), cell.rank())
          .ifPresent(level -> levels.put(cell, level.code()));
    }
    return new PlacementMatrix(levels);
  }

  /** Cells for which more than one rule says something, so that the priority decides. */
  public static Set<Cell> overlaps(List<PlacementRule> rules) {
    Set<Cell> overlaps = new HashSet<>();
    for (Cell cell : cells()) {
      if (rules.stream().filter(rule -> rule.covers(cell.grade(), cell.rank())).count() > 1) {
        overlaps.add(cell);
      }
    }
    return overlaps;
  }

  /** All cells, by grade and then by rank. */
  public static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (int grade = 1; grade <= GRADES; grade++) {
      for (EnglishRank rank : EnglishRank.values()) {
        cells.add(new Cell(grade, rank));
      }
    }
    return cells;
  }

  /** The level of a cell, or null for a gap. */
  public @Nullable String level(int grade, EnglishRank rank) {
    return levels.get(new Cell(grade, rank));
  }

  /** Cells without a level, by grade and then by rank. */
  public List<Cell> gaps() {
    return cells().stream().filter(cell -> !levels.containsKey(cell)).toList();
  }

  /** Rules that say the same and do not overlap: rectangles, as wide and then as high as can be. */
  public List<PlacementRule> rules() {
    Set<Cell> left = new HashSet<>(levels.keySet());
    List<PlacementRule> rules = new ArrayList<>();
    for (Cell cell : cells()) {
      if (left.contains(cell)) {
        rules.add(rectangle(cell, left, (rules.size() + 1) * 10));
      }
    }
    return rules;
  }

  private PlacementRule rectangle(Cell from, Set<Cell> left, int priority) {
    String level = levels.getOrDefault(from, "");
    EnglishRank[] ranks = EnglishRank.values();
    int lastRank = from.rank().ordinal();
    while (lastRank + 1 < ranks.length
        && isFree(new Cell(from.grade(), ranks[lastRank + 1]), level, left)) {
      lastRank++;
    }
    int lastGrade = from.grade();
    while (lastGrade < GRADES
        && isRowFree(lastGrade + 1, from.rank().ordinal(), lastRank, level, left)) {
      lastGrade++;
    }
    PlacementRule rule =
        new PlacementRule(from.grade(), lastGrade, from.rank(), ranks[lastRank], level, priority);
    left.removeIf(cell -> rule.covers(cell.grade(), cell.rank()));
    return rule;
  }

  private boolean isRowFree(int grade, int firstRank, int lastRank, String level, Set<Cell> left) {
    for (int rank = firstRank; rank <= lastRank; rank++) {
      if (!isFree(new Cell(grade, EnglishRank.values()[rank]), level, left)) {
        return false;
      }
    }
    return true;
  }

  private boolean isFree(Cell cell, String level, Set<Cell> left) {
    return left.contains(cell) && level.equals(levels.get(cell));
  }
}
