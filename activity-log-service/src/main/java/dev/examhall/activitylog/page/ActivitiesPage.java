package dev.examhall.activitylog.page;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * The pages' HTML. Style and script stand in it, allowed by their hashes: nothing else can be away.
 */
final class ActivitiesPage {

  private final TemplateEngine templates;
  private final String css;
  private final String script;
  private final String contentSecurityPolicy;

  /**
   * @param css must not contain {@code </style}
   * @param script must not contain {@code </script}
   */
  ActivitiesPage(TemplateEngine templates, String css, String script) {
    this.templates = templates;
    this.css = css;
    this.script = script;
    this.contentSecurityPolicy =
        "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; connect-src 'self';"
                .formatted(sha256(css), sha256(script))
            + " img-src data:; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'";
  }

  String contentSecurityPolicy() {
    return contentSecurityPolicy;
  }

  byte[] render(ActivitiesView view) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render("activities.jte", Map.of("view", view, "css", css, "script", script), output);
    return output.toByteArray();
  }

  byte[] render(IntegrityView view) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render("integrity.jte", Map.of("view", view, "css", css), output);
    return output.toByteArray();
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
