package dev.examhall.cache.key;

import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;

/** What an invalidation names. */
public sealed interface KeyPattern {

  /** {@code *}: a new epoch. */
  record Everything() implements KeyPattern {}

  /** {@code exam:*}: one generation. */
  record WholePrefix(String prefix) implements KeyPattern {}

  /** {@code exam:42:*}: one generation. */
  record WholeEntity(String prefix, String entity) implements KeyPattern {}

  /** One key. */
  record SingleKey(EntryKey key) implements KeyPattern {}

  /** Another glob within a prefix: a scan. */
  record Glob(String prefix, String key) implements KeyPattern {}

  /**
   * Reads a pattern; whether its prefix is configured is not looked at.
   *
   * @throws RequestRefusedException when it is none
   */
  static KeyPattern parse(String text) {
    if (text.equals("*")) {
      return new Everything();
    }
    int first = text.indexOf(':');
    if (first <= 0) {
      throw refused(text, "a pattern begins with a prefix and a colon, such as exam:42:*");
    }
    String prefix = text.substring(0, first);
    String key = text.substring(first + 1);
    if (wild(prefix)) {
      throw refused(text, "the prefix of a pattern is literal.");
    }
    if (text.length() > 600) {
      throw refused(text.substring(0, 40) + '…', "a pattern has at most 600 characters.");
    }
    if (key.equals("*")) {
      return new WholePrefix(prefix);
    }
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c != ':' && c != '*' && c != '?' && !EntryKey.allowed(c)) {
        throw refused(text, "a pattern holds the characters of keys, * and ?");
      }
    }
    if (!wild(key)) {
      return new SingleKey(EntryKey.parse(prefix, key));
    }
    int second = key.indexOf(':');
    String entity = second < 0 ? key : key.substring(0, second);
    if (second > 0 && !wild(entity) && key.substring(second + 1).equals("*")) {
      return new WholeEntity(prefix, entity);
    }
    return new Glob(prefix, key);
  }

  private static boolean wild(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  private static RequestRefusedException refused(String pattern, String reason) {
    return new RequestRefusedException(new Refusal.MalformedPattern(pattern, reason));
  }
}
