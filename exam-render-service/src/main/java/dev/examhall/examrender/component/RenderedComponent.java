package dev.examhall.examrender.component;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.nio.charset.StandardCharsets;

/** The HTML of one component, or of the notice that stands where it failed. */
public final class RenderedComponent implements Content {

  private final ComponentType type;
  private final byte[] html;
  private final boolean failed;

  RenderedComponent(ComponentType type, byte[] html, boolean failed) {
    this.type = type;
    this.html = html.clone();
    this.failed = failed;
  }

  public ComponentType type() {
    return type;
  }

  /** Whether this is the notice of a component that could not be rendered. */
  public boolean failed() {
    return failed;
  }

  public String html() {
    return new String(html, StandardCharsets.UTF_8);
  }

  @Override
  public void writeTo(TemplateOutput output) {
    output.writeBinaryContent(html);
  }
}
