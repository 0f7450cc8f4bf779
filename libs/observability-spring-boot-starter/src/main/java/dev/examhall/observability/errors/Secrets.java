package dev.examhall.observability.errors;

import java.util.regex.Pattern;

/** Takes what looks like a secret out of a text. */
public final class Secrets {

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(password|passwd|secret|token|authorization|cookie|api[-_]?key)(\"?\\s*[=:]\\s*\"?)"
              + "(?:bearer\\s+)?[^\\s\"',;}\\]]+");

  private static final Pattern BEARER = Pattern.compile("(?i)bearer\\s+[\\w.~+/=-]+");

  private static final Pattern JWT = Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*");

  private Secrets() {}

  /** The text with every value that looks like one replaced by three stars. */
  public static String removed(String text) {
    String named = NAMED.matcher(text).replaceAll("$1$2***");
    return JWT.matcher(BEARER.matcher(named).replaceAll("Bearer ***")).replaceAll("***");
  }
}
