package dev.examhall.examrender.exam;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part with what counts as right: letters for choices, accepted texts for {@link PartKind#SHORT},
 * nothing for {@link PartKind#LONG}. A text may hold alternatives separated by {@code |}.
 */
public record KeyedPart(
    PartKind kind, int options, @Nullable String label, List<String> choices, List<String> texts) {
  public KeyedPart {
    choices = List.copyOf(choices);
    texts = List.copyOf(texts);
  }

  /** The part without its key. */
  public Part part() {
    return new Part(kind, options, label);
  }
}
