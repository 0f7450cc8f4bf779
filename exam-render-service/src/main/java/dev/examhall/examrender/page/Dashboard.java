package dev.examhall.examrender.page;

import dev.examhall.examrender.session.SessionSummary;
import dev.examhall.examrender.session.SessionTotals;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a teacher sees first. Nothing in it changes without an event that says so, but for what was
 * ended a day ago.
 *
 * @param sessions the last ones, newest first
 * @param exams how many there are
 * @param activeExams how many of them students can take
 * @param lastExams the last ones that were made, newest first
 */
public record Dashboard(
    SessionTotals totals,
    List<SessionSummary> sessions,
    int exams,
    int activeExams,
    List<Line> lastExams) {

  public Dashboard {
    sessions = List.copyOf(sessions);
    lastExams = List.copyOf(lastExams);
  }

  /**
   * An exam in short.
   *
   * @param activeVersion null while students cannot take it
   * @param keyed how many questions have a key
   */
  public record Line(
      UUID id,
      String name,
      int version,
      @Nullable Integer activeVersion,
      int questions,
      int keyed,
      boolean hasBooklet) {}
}
