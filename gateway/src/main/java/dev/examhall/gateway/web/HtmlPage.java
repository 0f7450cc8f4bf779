package dev.examhall.gateway.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/**
 * A page of the gateway's own. It needs nothing from any service: its one style sheet is inside,
 * and its content security policy allows that and nothing else.
 *
 * @param title for the tab
 * @param body HTML of the card, already escaped
 * @param reloadAfterSeconds when the page asks again by itself; null for never
 */
public record HtmlPage(String title, String body, @Nullable Integer reloadAfterSeconds) {

  private static final String STYLE = style();

  /** Allows the one style sheet and sending forms to this host. */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /** A page that stays as it is. */
  public static HtmlPage of(String title, String body) {
    return new HtmlPage(title, body, null);
  }

  /** Makes text safe inside HTML, in content and in quoted attributes. */
  public static String escape(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }

  byte[] render() {
    String reload =
        reloadAfterSeconds == null
            ? ""
            : "<meta http-equiv=\"refresh\" content=\"" + reloadAfterSeconds + "\">\n";
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>%s · Examhall</title>
    %s<style>%s</style>
    </head>
    <body>
    <header><a href="/"><svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><rect \
    width="32" height="32" rx="9"/><path d="M9 17.2l4.6 4.6L23.2 11"/></svg>Examhall</a></header>
    <main>
    %s
    </main>
    </body>
    </html>
    """
        .formatted(escape(title), reload, STYLE, body)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String style() {
    try (InputStream in = HtmlPage.class.getResourceAsStream("/pages/page.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
