package dev.examhall.examrender.exam;

import java.util.List;

/**
 * What an exam is used for now.
 *
 * @param openSessions sessions that are not over
 * @param levels names of the levels whose students get it
 */
public record ExamUse(long openSessions, List<String> levels) {
  public ExamUse {
    levels = List.copyOf(levels);
  }

  /** Whether nobody would miss it. */
  public boolean isUnused() {
    return openSessions == 0 && levels.isEmpty();
  }
}
