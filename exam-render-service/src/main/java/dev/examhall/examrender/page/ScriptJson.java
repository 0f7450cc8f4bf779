package dev.examhall.examrender.page;

/** Makes JSON safe inside a {@code <script>} element. */
public final class ScriptJson {

  private static final String UNSAFE = "&<>\u2028\u2029";

  private ScriptJson() {}

  /**
   * Escapes what could end the element or begin a comment in it. The result is the same JSON value:
   * these characters occur in strings only.
   */
  public static String escape(String json) {
    String escaped = json;
    for (int i = 0; i < UNSAFE.length(); i++) {
      char unsafe = UNSAFE.charAt(i);
      // much faster than to find by replace() that there is none, as is usual
      if (escaped.indexOf(unsafe) >= 0) {
        escaped = escaped.replace(String.valueOf(unsafe), "\\u%04x".formatted((int) unsafe));
      }
    }
    return escaped;
  }
}
