package dev.examhall.examrender.exam;

import org.jspecify.annotations.Nullable;

/**
 * One field of a question.
 *
 * @param kind what is filled in
 * @param options number of letters offered, 2–10 for choices, 0 for texts
 * @param label what stands before the field, if anything
 */
public record Part(PartKind kind, int options, @Nullable String label) {

  /** Letters A–J are all there are. */
  public static final int MOST_OPTIONS = 10;

  /** Fewer would not be a choice. */
  public static final int FEWEST_OPTIONS = 2;

  /** Whether {@code letter} is one of the options offered. */
  public boolean offers(String letter) {
    return letter.length() == 1 && letter.charAt(0) >= 'A' && letter.charAt(0) < 'A' + options;
  }
}
