package dev.examhall.cache.key;

import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import java.util.List;

/** What values are invalidated by besides their keys. */
public final class Tag {

  private static final int MOST = 16;
  private static final int LONGEST = 128;

  private Tag() {}

  /**
   * The same tags, each once.
   *
   * @throws RequestRefusedException when one is malformed, or there are too many
   */
  public static List<String> check(List<String> tags) {
    List<String> distinct = tags.stream().distinct().toList();
    if (distinct.size() > MOST) {
      throw refused("a value has at most " + MOST + " tags");
    }
    for (String tag : distinct) {
      boolean allowed =
          !tag.isEmpty()
              && tag.length() <= LONGEST
              && tag.chars().allMatch(c -> c != ',' && (c == ':' || EntryKey.allowed((char) c)));
      if (!allowed) {
        throw refused(
            "'%s' is no tag: 1 to %d ASCII letters, digits and : . _ ~ = @ + -"
                .formatted(tag, LONGEST));
      }
    }
    return distinct;
  }

  private static RequestRefusedException refused(String reason) {
    return new RequestRefusedException(new Refusal.MalformedParameter("tags", reason));
  }
}
