package dev.examhall.examrender.placement;

/**
 * Students of these grades and ranks belong to that level.
 *
 * @param gradeFrom lowest grade, inclusive, 1–12
 * @param gradeTo highest grade, inclusive, 1–12
 * @param rankFrom best rank, inclusive
 * @param rankTo lowest rank, inclusive
 * @param priority the lowest one that matches decides
 */
public record PlacementRule(
    int gradeFrom,
    int gradeTo,
    EnglishRank rankFrom,
    EnglishRank rankTo,
    String levelCode,
    int priority) {

  boolean covers(int grade, EnglishRank rank) {
    return grade >= gradeFrom
        && grade <= gradeTo
        && rank.compareTo(rankFrom) >= 0
        && rank.compareTo(rankTo) <= 0;
  }

  boolean overlaps(PlacementRule other) {
    return gradeFrom <= other.gradeTo
        && other.gradeFrom <= gradeTo
        && rankFrom.compareTo(other.rankTo) <= 0
        && other.rankFrom.compareTo(rankTo) <= 0;
  }
}
