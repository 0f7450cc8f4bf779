package dev.examhall.activitylog.page;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** The page's HTML. Its style stands in it, allowed by its hash; there is no script at all. */
final class ActivitiesPage {

  private final TemplateEngine templates;
  private final String css;
  private final String contentSecurityPolicy;

  /**
   * @param css must not contain {@code </style}
   */
  ActivitiesPage(TemplateEngine templates, String css) {
    this.templates = templates;
    this.css = css;
    this.contentSecurityPolicy =
        "default-src 'none'; style-src 'sha256-%s'; img-src data:; form-action 'self';"
                .formatted(sha256(css))
            + " base-uri 'none'; frame-ancestors 'none'";
  }

  String contentSecurityPolicy() {
    return contentSecurityPolicy;
  }

  byte[] render(ActivitiesView view) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render("activities.jte", Map.of("view", view, "css", css), output);
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
