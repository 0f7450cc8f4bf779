package dev.examhall.examrender.placement;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Everything placement is decided by. */
public record Curriculum(
    List<CurriculumLevel> levels, List<PlacementRule> rules, List<ExamMapping> mappings) {

  public Curriculum {
    levels = List.copyOf(levels);
    rules = List.copyOf(rules);
    mappings = List.copyOf(mappings);
  }

  /** The level whose rule of the lowest priority covers this student. */
  public Optional<CurriculumLevel> levelFor(int grade, EnglishRank rank) {
    return rules.stream()
        .filter(rule -> rule.covers(grade, rank))
        .min(Comparator.comparingInt(PlacementRule::priority))
        .flatMap(rule -> level(rule.levelCode()));
  }

  /**
   * Matches a student to an exam.
   *
   * @param active exams that may be taken now
   */
  public PlacementOutcome place(int grade, EnglishRank rank, Set<UUID> active) {
    return levelFor(grade, rank)
        .<PlacementOutcome>map(
            level ->
                placedAt(level, active)
                    .<PlacementOutcome>map(placed -> placed)
                    .orElseGet(() -> new PlacementOutcome.NoExam(level)))
        .orElseGet(() -> new PlacementOutcome.NoRule(grade, rank));
  }

  /**
   * The nearest level below or above that has an exam that may be taken now; empty at the ends, and
   * for a level that is no more.
   */
  public Optional<PlacementOutcome.Placed> neighbour(
      String levelCode, boolean harder, Set<UUID> active) {
    Comparator<CurriculumLevel> byRank = Comparator.comparingInt(CurriculumLevel::rank);
    return level(levelCode)
        .flatMap(
            from ->
                levels.stream()
                    .filter(to -> harder ? to.rank() > from.rank() : to.rank() < from.rank())
                    .sorted(harder ? byRank : byRank.reversed())
                    .flatMap(to -> placedAt(to, active).stream())
                    .findFirst());
  }

  private Optional<PlacementOutcome.Placed> placedAt(CurriculumLevel level, Set<UUID> active) {
    return examsOf(level.code())
        .filter(active::contains)
        .findFirst()
        .map(exam -> new PlacementOutcome.Placed(level, exam));
  }

  /** The exams of a level in the order of their slots. */
  private Stream<UUID> examsOf(String levelCode) {
    return mappings.stream()
        .filter(mapping -> mapping.levelCode().equals(levelCode))
        .sorted(Comparator.comparingInt(ExamMapping::slot))
        .map(ExamMapping::examId);
  }

  private Optional<CurriculumLevel> level(String code) {
    return levels.stream().filter(level -> level.code().equals(code)).findFirst();
  }
}
