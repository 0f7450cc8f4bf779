package dev.examhall.examrender.component;

/** The kinds of components there are. */
public enum ComponentType {
  PDF_VIEWER("pdf_viewer"),
  AUDIO_PLAYER("audio_player"),
  TIMER("timer"),
  QUESTION_NAV("question_nav"),
  ANSWER_SHEET("answer_sheet");

  private final String type;

  ComponentType(String type) {
    this.type = type;
  }

  /** Name in ids, classes, templates and cache keys. */
  public String type() {
    return type;
  }

  /** Name of the jte template. */
  String template() {
    return "component/" + type + ".jte";
  }
}
