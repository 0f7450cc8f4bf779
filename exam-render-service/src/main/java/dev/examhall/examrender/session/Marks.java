package dev.examhall.examrender.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Questions a student has seen, and those to come back to.
 *
 * @param seen numbers, ascending when read
 * @param flagged numbers, ascending when read; null when nothing was said about them
 */
public record Marks(List<Integer> seen, @Nullable List<Integer> flagged) {

  /** Nothing seen, nothing said about flags. */
  public static final Marks NONE = new Marks(List.of(), null);

  public Marks {
    seen = List.copyOf(seen);
    flagged = flagged == null ? null : List.copyOf(flagged);
  }
}
