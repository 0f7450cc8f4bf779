package dev.examhall.examrender.splice;

import gg.jte.Content;
import java.util.UUID;

/**
 * The places of one rendering that are left open for personal parts. A hole prints a mark that
 * nobody can guess, at which {@link SplicedPage} cuts the result.
 */
public final class Holes {

  private static final char END = ';';

  private final String mark = "hole-" + UUID.randomUUID() + "-";

  /**
   * A place of its own in a template.
   *
   * @param name letters and digits; the same one may stand in several places
   */
  public Content hole(String name) {
    if (!name.chars().allMatch(Character::isLetterOrDigit) || name.isEmpty()) {
      throw new IllegalArgumentException("not a name of letters and digits: " + name);
    }
    return output -> output.writeContent(mark + name + END);
  }

  /** What stands before a hole's name. */
  String mark() {
    return mark;
  }

  /** What stands after a hole's name. */
  char end() {
    return END;
  }
}
