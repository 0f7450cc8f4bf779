package dev.examhall.examrender.page;

import java.util.List;
import java.util.regex.Pattern;

/** Where a name may go on in the next line besides its spaces. */
public final class NamePieces {

  /** {@code [PT]_Reading_261123_v2} is one word for a browser. */
  private static final Pattern AFTER_LOW_LINE = Pattern.compile("(?<=_)(?=[^_])");

  private NamePieces() {}

  /** The name in the pieces between which a line may end; together they are the name. */
  public static List<String> of(String name) {
    return List.of(AFTER_LOW_LINE.split(name, -1));
  }
}
