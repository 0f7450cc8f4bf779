package dev.examhall.examrender.exam;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part with what counts as right: letters for choices, accepted texts for {@link PartKind#SHORT},
 * nothing for {@link PartKind#LONG}. A text may hold alternatives separated by {@code |}.
 *
 * @param credit what several right choices earn; null by the exam's rule
 */
public record KeyedPart(
    PartKind kind,
    int options,
    @Nullable String label,
    List<String> choices,
    List<String> texts,
    @Nullable SelectAllRule credit) {
  public KeyedPart {
    choices = List.copyOf(choices);
    texts = List.copyOf(texts);
  }

  /** A part that is graded by the exam's rule. */
  public KeyedPart(
      PartKind kind,
      int options,
      @Nullable String label,
      List<String> choices,
      List<String> texts) {
    this(kind, options, label, choices, texts, null);
  }

  /** The part without its key. */
  public Part part() {
    return new Part(kind, options, label);
  }
}
