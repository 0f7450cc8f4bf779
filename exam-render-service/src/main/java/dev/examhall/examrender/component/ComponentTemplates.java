package dev.examhall.examrender.component;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/** Renders a template to UTF-8. */
@FunctionalInterface
interface ComponentTemplates {

  byte[] render(String template, Map<String, Object> parameters);

  static ComponentTemplates of(TemplateEngine engine) {
    return (template, parameters) -> {
      Utf8ByteOutput output = new Utf8ByteOutput();
      engine.render(template, parameters, output);
      return output.toByteArray();
    };
  }
}
