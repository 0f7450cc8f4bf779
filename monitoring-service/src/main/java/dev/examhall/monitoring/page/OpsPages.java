package dev.examhall.monitoring.page;

import dev.examhall.monitoring.errors.ErrorEvent;
import dev.examhall.monitoring.errors.ErrorGroup;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.List;
import java.util.Map;

/**
 * The operators' pages. Style and script stand in them, allowed by their hashes: they are read when
 * other parts, such as asset-service, are down.
 */
final class OpsPages {

  private final TemplateEngine templates;
  private final String css;
  private final String script;
  private final String contentSecurityPolicy;

  /**
   * @param css must not contain {@code </style}
   * @param script must not contain {@code </script}
   */
  OpsPages(TemplateEngine templates, String css, String script) {
    this.templates = templates;
    this.css = css;
    this.script = script;
    this.contentSecurityPolicy =
        ("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; connect-src 'self';"
                + " img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
            .formatted(StatusPage.sha256(css), StatusPage.sha256(script));
  }

  String contentSecurityPolicy() {
    return contentSecurityPolicy;
  }

  byte[] ops() {
    return render("ops.jte", Map.of("css", css, "script", script));
  }

  byte[] errors(List<ErrorGroup> groups, String status) {
    return render("errors.jte", Map.of("css", css, "groups", groups, "status", status));
  }

  byte[] error(ErrorGroup group, List<ErrorEvent> events) {
    return render("error.jte", Map.of("css", css, "group", group, "events", events));
  }

  private byte[] render(String template, Map<String, Object> parameters) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render(template, parameters, output);
    return output.toByteArray();
  }
}
