package dev.examhall.examrender.text;

import java.util.Locale;
import org.springframework.context.MessageSource;

/**
 * The words of a page in one language. Every text stands in {@code messages/*.properties}; a
 * missing key shows as the key itself, and a test looks for those.
 */
public final class Texts {

  private final MessageSource messages;
  private final Locale locale;

  public Texts(MessageSource messages, Locale locale) {
    this.messages = messages;
    this.locale = locale;
  }

  /** The text of {@code key} with {@code {0}}, {@code {1}} … replaced. Not escaped for HTML. */
  public String of(String key, Object... arguments) {
    return messages.getMessage(key, arguments, key, locale) instanceof String text ? text : key;
  }

  /** The text of {@code key}, or another one if there is none. */
  public String or(String key, String other) {
    return messages.getMessage(key, null, other, locale) instanceof String text ? text : other;
  }

  /** BCP 47 tag for {@code <html lang>}. */
  public String language() {
    return locale.toLanguageTag();
  }

  public Locale locale() {
    return locale;
  }
}
