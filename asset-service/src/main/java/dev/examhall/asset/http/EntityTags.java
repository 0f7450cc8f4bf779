package dev.examhall.asset.http;

import java.util.List;

/** Compares entity tags as RFC 9110, section 13.1.2 has it for {@code If-None-Match}. */
public final class EntityTags {
  private EntityTags() {}

  /**
   * Whether the client has this representation already.
   *
   * @param headers all values of {@code If-None-Match}
   * @param etag the representation's strong tag, with its quotes
   */
  public static boolean anyMatches(List<String> headers, String etag) {
    for (String header : headers) {
      for (String item : header.split(",", -1)) {
        String tag = item.strip();
        if (tag.equals("*")
            || tag.equals(etag)
            || (tag.startsWith("W/") && tag.substring(2).equals(etag))) {
          return true;
        }
      }
    }
    return false;
  }
}
