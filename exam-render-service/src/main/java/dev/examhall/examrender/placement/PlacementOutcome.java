package dev.examhall.examrender.placement;

import java.util.UUID;

/** What became of matching a student to an exam. */
public sealed interface PlacementOutcome {
  /** This exam, which stands for that level. */
  record Placed(CurriculumLevel level, UUID examId) implements PlacementOutcome {}

  /** No rule covers the student. */
  record NoRule(int grade, EnglishRank rank) implements PlacementOutcome {}

  /** The level has no exam that may be taken now. */
  record NoExam(CurriculumLevel level) implements PlacementOutcome {}
}
