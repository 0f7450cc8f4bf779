package dev.examhall.examrender.text;

import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;

/** The words a page's scripts show. They have a message file of their own, sent as a whole. */
public final class ScriptWords {

  private static final ResourceBundle.Control NO_SYSTEM_LOCALE =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private ScriptWords() {}

  /**
   * Every text of {@code messages/<file>} by key. Placeholders are left to the script.
   *
   * @param file name without language and ending, such as {@code student-test-script}
   */
  public static Map<String, String> of(String file, Texts texts) {
    ResourceBundle bundle =
        ResourceBundle.getBundle("messages/" + file, texts.locale(), NO_SYSTEM_LOCALE);
    Map<String, String> words = new TreeMap<>();
    bundle.keySet().forEach(key -> words.put(key, bundle.getString(key)));
    return words;
  }
}
