package dev.examhall.monitoring.page;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * The status page's HTML. Its style stands in the page, allowed by its hash: the page must look
 * right while asset-service is down, for that is when it is read.
 */
final class StatusPage {

  private final TemplateEngine templates;
  private final String css;
  private final String contentSecurityPolicy;

  /**
   * @param css must not contain {@code </style}
   */
  StatusPage(TemplateEngine templates, String css) {
    this.templates = templates;
    this.css = css;
    this.contentSecurityPolicy =
        "default-src 'none'; style-src 'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            .formatted(sha256(css));
  }

  String contentSecurityPolicy() {
    return contentSecurityPolicy;
  }

  byte[] render(StatusView view) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render("status.jte", Map.of("view", view, "css", css), output);
    return output.toByteArray();
  }

  static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
