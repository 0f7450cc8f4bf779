package dev.examhall.examrender.session;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a save, as it came. {@link #problem()} says what is wrong with it.
 *
 * @param revision counted up by the page with each change of this answer, from 1
 * @param writer the page's number; null from a page that was made before there were numbers
 */
record AnswerInput(
    @Nullable Integer revision,
    @Nullable List<@Nullable AnswerPart> parts,
    @Nullable Integer writer) {

  private static final int MOST_PARTS = 20;
  private static final int LONGEST_TEXT = 20_000;
  private static final String LETTERS = "ABCDEFGHIJ";

  /** A sentence about what to change, if anything. */
  Optional<String> problem() {
    if (revision == null || revision < 1) {
      return Optional.of("'revision' must be a whole number from 1.");
    }
    if (writer != null && writer < 0) {
      return Optional.of("'writer' must be a whole number from 0, or left out.");
    }
    if (parts == null || parts.isEmpty() || parts.size() > MOST_PARTS) {
      return Optional.of(
          "'parts' must be a list of 1 to %d parts, in the order of the question's parts."
              .formatted(MOST_PARTS));
    }
    for (AnswerPart part : parts) {
      if (part == null) {
        return Optional.of("Each of 'parts' must be an object; an untouched part is {}.");
      }
      Optional<String> problem = problem(part);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problem(AnswerPart part) {
    for (String choice : part.choices()) {
      if (choice.length() != 1 || LETTERS.indexOf(choice.charAt(0)) < 0) {
        return Optional.of("'choices' holds letters from A to J.");
      }
    }
    if (new HashSet<>(part.choices()).size() != part.choices().size()) {
      return Optional.of("'choices' must name each letter once.");
    }
    String text = part.text();
    if (text != null && text.length() > LONGEST_TEXT) {
      return Optional.of("'text' must be at most %d characters long.".formatted(LONGEST_TEXT));
    }
    if (text != null && text.indexOf('\0') >= 0) {
      return Optional.of("'text' must not hold the character U+0000.");
    }
    return Optional.empty();
  }

  int checkedRevision() {
    if (revision == null) {
      throw new IllegalStateException("An answer was used before it was checked");
    }
    return revision;
  }

  List<AnswerPart> checkedParts() {
    if (parts == null) {
      throw new IllegalStateException("An answer was used before it was checked");
    }
    return List.copyOf(parts.stream().map(Objects::requireNonNull).toList());
  }
}
