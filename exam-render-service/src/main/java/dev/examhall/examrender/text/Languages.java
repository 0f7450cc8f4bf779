package dev.examhall.examrender.text;

import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;

/** Chooses a page's language among those there are message files for. */
public final class Languages {

  /** The first one is the default. */
  private static final List<Locale> SUPPORTED = List.of(Locale.ENGLISH);

  private final MessageSource messages;

  public Languages(MessageSource messages) {
    this.messages = messages;
  }

  /** The words in the language the browser asks for, or in English. */
  public Texts of(HttpHeaders request) {
    return new Texts(messages, locale(request));
  }

  private static Locale locale(HttpHeaders request) {
    try {
      Locale match = Locale.lookup(request.getAcceptLanguage(), SUPPORTED);
      return match == null ? SUPPORTED.getFirst() : match;
    } catch (IllegalArgumentException malformed) {
      return SUPPORTED.getFirst();
    }
  }
}
