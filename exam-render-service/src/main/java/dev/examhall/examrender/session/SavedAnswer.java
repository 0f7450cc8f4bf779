package dev.examhall.examrender.session;

import java.time.Instant;
import java.util.List;

/**
 * An answer as the database holds it.
 *
 * @param revision counted up by the page with each change
 * @param savedAt when it was committed
 * @param parts in the order of the question's parts
 * @param late whether it came after the deadline, within the grace time
 */
public record SavedAnswer(int revision, Instant savedAt, List<AnswerPart> parts, boolean late) {
  public SavedAnswer {
    parts = List.copyOf(parts);
  }

  /** Whether anything is filled in at all. */
  public boolean answered() {
    return parts.stream().anyMatch(part -> !part.blank());
  }
}
