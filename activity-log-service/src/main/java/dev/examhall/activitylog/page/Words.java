package dev.examhall.activitylog.page;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The pages' texts: {@code messages/activities.properties}. */
public final class Words {

  private static final ResourceBundle TEXTS =
      ResourceBundle.getBundle("messages/activities", Locale.ROOT);

  private Words() {}

  /** A text, with what belongs into its braces. */
  public static String of(String key, Object... values) {
    return new MessageFormat(TEXTS.getString(key), Locale.ENGLISH).format(values);
  }
}
