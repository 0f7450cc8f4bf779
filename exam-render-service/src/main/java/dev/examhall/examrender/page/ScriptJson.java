package dev.examhall.examrender.page;

/** Makes JSON safe inside a {@code <script>} element. */
public final class ScriptJson {

  private ScriptJson() {}

  /**
   * Escapes what could end the element or begin a comment in it. The result is the same JSON value:
   * these characters occur in strings only.
   */
  public static String escape(String json) {
    return json.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
