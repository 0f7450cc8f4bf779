package dev.examhall.examrender.component;

import org.jspecify.annotations.Nullable;

/** The context of one component on a page. */
public sealed interface Component permits PdfViewer, AudioPlayer, Timer, QuestionNav, AnswerSheet {

  ComponentType type();

  /** Tells components of one type apart; null for the only one. */
  @Nullable String id();

  /** {@code {type}_{id or default}}: the element's {@code id}. */
  default String componentId() {
    String id = id();
    return type().type() + "_" + (id == null ? "default" : id);
  }

  /** {@code component-{type}}: the element's class. */
  default String componentClass() {
    return "component-" + type().type();
  }
}
