package dev.examhall.cache.key;

import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;

/**
 * A key {@code prefix:entity:rest}.
 *
 * @param rest may hold colons
 */
public record EntryKey(String prefix, String entity, String rest) {

  /** Longest {@code entity:rest}. */
  static final int LONGEST = 512;

  private static final String ALLOWED = "._~=,@+-";

  /**
   * Reads {@code entity:rest}.
   *
   * @throws RequestRefusedException when it is not one
   */
  public static EntryKey parse(String prefix, String key) {
    if (key.length() > LONGEST) {
      throw refused(key.substring(0, 40) + '…', "a key has at most " + LONGEST + " characters.");
    }
    int colon = key.indexOf(':');
    if (colon <= 0 || colon == key.length() - 1) {
      throw refused(
          key, "a key is entity:rest, such as 42:summary; entity and rest are not empty.");
    }
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c != ':' && !allowed(c)) {
        throw refused(
            key, "only ASCII letters, digits, ':' and " + ALLOWED + " are allowed in a key.");
      }
    }
    return new EntryKey(prefix, key.substring(0, colon), key.substring(colon + 1));
  }

  /** Whether the character may be in a key; the colon apart. */
  public static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ALLOWED.indexOf(c) >= 0;
  }

  /** {@code entity:rest}. */
  public String inPrefix() {
    return entity + ':' + rest;
  }

  @Override
  public String toString() {
    return prefix + ':' + entity + ':' + rest;
  }

  private static RequestRefusedException refused(String key, String reason) {
    return new RequestRefusedException(new Refusal.MalformedKey(key, reason));
  }
}
