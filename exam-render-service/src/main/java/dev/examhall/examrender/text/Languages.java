package dev.examhall.examrender.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;

/** Chooses a page's language among those there are message files for. */
public final class Languages {

  /** The cookie that remembers which language somebody chose. */
  static final String COOKIE = "examhall_language";

  /** The first one is the default. */
  private static final List<Locale> SUPPORTED = List.of(Locale.ENGLISH, Locale.KOREAN);

  private final MessageSource messages;

  public Languages(MessageSource messages) {
    this.messages = messages;
  }

  /** All of them, the default first. */
  public static List<Locale> supported() {
    return SUPPORTED;
  }

  /** The words in the language that was chosen, else the one the browser asks for, or English. */
  public Texts of(HttpHeaders request) {
    return new Texts(messages, chosen(request).orElseGet(() -> asked(request)));
  }

  /** The supported language of that tag; empty for any other text. */
  static Optional<Locale> supported(@Nullable String tag) {
    return SUPPORTED.stream().filter(locale -> locale.toLanguageTag().equals(tag)).findFirst();
  }

  private static Optional<Locale> chosen(HttpHeaders request) {
    for (String header : request.getOrEmpty(HttpHeaders.COOKIE)) {
      for (String pair : header.split(";", -1)) {
        String cookie = pair.strip();
        if (cookie.startsWith(COOKIE + "=")) {
          return supported(cookie.substring(COOKIE.length() + 1));
        }
      }
    }
    return Optional.empty();
  }

  private static Locale asked(HttpHeaders request) {
    try {
      Locale match = Locale.lookup(request.getAcceptLanguage(), SUPPORTED);
      return match == null ? SUPPORTED.getFirst() : match;
    } catch (IllegalArgumentException malformed) {
      return SUPPORTED.getFirst();
    }
  }
}
