package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamOverview;
import dev.examhall.examrender.placement.Curriculum;
import dev.examhall.examrender.placement.CurriculumLevel;
import dev.examhall.examrender.placement.EnglishRank;
import dev.examhall.examrender.placement.ExamMapping;
import dev.examhall.examrender.placement.PlacementMatrix;
import dev.examhall.examrender.placement.PlacementOutcome;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Placement as it stands in the fields.
 *
 * @param exams that can be chosen
 * @param grade of the student that is tried, or 0
 * @param outcome what that student would get; null when nobody was tried
 * @param done whether it was saved just now
 * @param stale whether it could not be saved, since something is not there any more
 */
public record PlacementView(
    Curriculum curriculum,
    PlacementMatrix matrix,
    Set<PlacementMatrix.Cell> overlaps,
    List<ExamMapping> mappings,
    List<ExamOverview> exams,
    int grade,
    @Nullable EnglishRank rank,
    @Nullable PlacementOutcome outcome,
    boolean done,
    boolean stale) {

  private static final int TONES = 8;

  /** The level of a cell; empty for a gap. */
  public String level(int grade, EnglishRank rank) {
    String level = matrix.level(grade, rank);
    return level == null ? "" : level;
  }

  public boolean overlaps(int grade, EnglishRank rank) {
    return overlaps.contains(new PlacementMatrix.Cell(grade, rank));
  }

  /** The exam of a slot; empty for none. */
  public String exam(String level, int slot) {
    return mappings.stream()
        .filter(mapping -> mapping.levelCode().equals(level) && mapping.slot() == slot)
        .map(mapping -> mapping.examId().toString())
        .findFirst()
        .orElse("");
  }

  /** Exams that stand for a level but are not among those that can be chosen. */
  public Set<UUID> hiddenExams() {
    Set<UUID> hidden = new LinkedHashSet<>();
    mappings.forEach(mapping -> hidden.add(mapping.examId()));
    exams.forEach(exam -> hidden.remove(exam.id()));
    return hidden;
  }

  /** Whether the exam is active; true for one that is not ours to see. */
  public boolean isActive(String examId) {
    return exams.stream()
        .filter(exam -> exam.id().toString().equals(examId))
        .allMatch(exam -> exam.activeVersion() != null);
  }

  public String examName(UUID id) {
    return exams.stream()
        .filter(exam -> exam.id().equals(id))
        .map(ExamOverview::name)
        .findFirst()
        .orElse("");
  }

  /** A number that is the same for levels of a program, to colour them by. */
  public int tone(String level) {
    List<String> programs =
        curriculum.levels().stream().map(CurriculumLevel::program).distinct().toList();
    return curriculum.levels().stream()
        .filter(each -> each.code().equals(level))
        .findFirst()
        .map(each -> programs.indexOf(each.program()) % TONES)
        .orElse(-1);
  }

  /** Programs in the order of their levels, each with its levels. */
  public Map<String, List<CurriculumLevel>> programs() {
    return curriculum.levels().stream()
        .collect(
            Collectors.groupingBy(
                CurriculumLevel::program, LinkedHashMap::new, Collectors.toList()));
  }

  public List<Integer> slots() {
    return IntStream.rangeClosed(1, ExamMapping.SLOTS).boxed().toList();
  }

  public List<EnglishRank> ranks() {
    return List.of(EnglishRank.values());
  }
}
