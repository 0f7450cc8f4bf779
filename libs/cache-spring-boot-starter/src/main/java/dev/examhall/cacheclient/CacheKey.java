package dev.examhall.cacheclient;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A key {@code prefix:entity:rest}. Its parts hold letters, digits and {@code . _ ~ = , @ + -}; the
 * rest may hold colons too.
 *
 * @param prefix a configured prefix
 * @param entity the thing the value belongs to, or {@link #ALL}
 * @param rest what tells values of one entity apart
 */
public record CacheKey(String prefix, String entity, String rest) {

  /** The entity of values that belong to no single one. */
  public static final String ALL = "all";

  private static final int LONGEST_SEGMENT = 160;
  private static final int LONGEST_KEY = 512;

  /** Checks the parts. */
  public CacheKey {
    check("prefix", prefix, false);
    check("entity", entity, false);
    check("rest", rest, true);
    if (prefix.length() + entity.length() + rest.length() + 2 > LONGEST_KEY) {
      throw new IllegalArgumentException("a cache key has at most " + LONGEST_KEY + " characters");
    }
  }

  /** A key whose entity and rest may be any values: see {@link #segment}. */
  public static CacheKey of(String prefix, Object entity, Object rest) {
    return new CacheKey(prefix, segment(entity), segment(rest));
  }

  /**
   * Text for a part of a key: letters, digits and {@code . _ ~ , @ -} stay, other characters become
   * {@code =XX} for each UTF-8 byte, and what would be too long becomes {@code =h} and a hash.
   * Equal values give equal segments, different ones different segments.
   */
  public static String segment(Object value) {
    String text = String.valueOf(value);
    if (text.isEmpty()) {
      return "=";
    }
    String escaped = escape(text);
    return escaped.length() <= LONGEST_SEGMENT ? escaped : "=h" + hash(text);
  }

  /** {@code prefix:entity:rest}. */
  @Override
  public String toString() {
    return prefix + ':' + entity + ':' + rest;
  }

  /** Base64url of the SHA-256 of the text, 43 characters. */
  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void check(String part, String text, boolean colons) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the " + part + " of a cache key is empty");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!plain(c) && c != '=' && c != '+' && !(colons && c == ':')) {
        throw new IllegalArgumentException(
            "the %s of a cache key holds '%s', which is not allowed: %s".formatted(part, c, text));
      }
    }
  }

  private static String escape(String text) {
    int i = 0;
    while (i < text.length() && plain(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (plain(c)) {
        escaped.append(c);
      } else {
        escaped.append('=').append(Character.forDigit((b >> 4) & 0xf, 16));
        escaped.append(Character.forDigit(b & 0xf, 16));
      }
    }
    return escaped.toString();
  }

  private static boolean plain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '~'
        || c == ','
        || c == '@'
        || c == '-';
  }
}
