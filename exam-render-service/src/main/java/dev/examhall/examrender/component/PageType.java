package dev.examhall.examrender.component;

import static dev.examhall.examrender.component.ComponentType.ANSWER_SHEET;
import static dev.examhall.examrender.component.ComponentType.AUDIO_PLAYER;
import static dev.examhall.examrender.component.ComponentType.PDF_VIEWER;
import static dev.examhall.examrender.component.ComponentType.QUESTION_NAV;
import static dev.examhall.examrender.component.ComponentType.TIMER;

import java.util.List;

/** The pages that are made of components, and which ones each has. */
public enum PageType {
  STUDENT_TEST(false, PDF_VIEWER, AUDIO_PLAYER, TIMER, QUESTION_NAV, ANSWER_SHEET),
  EXAM_PREVIEW(true, PDF_VIEWER, AUDIO_PLAYER, QUESTION_NAV, ANSWER_SHEET),
  TEACHER_DASHBOARD(true, PDF_VIEWER, AUDIO_PLAYER),
  EXAM_CREATE(true, PDF_VIEWER, AUDIO_PLAYER);

  private final boolean downloadAllowed;
  private final List<ComponentType> components;

  PageType(boolean downloadAllowed, ComponentType... components) {
    this.downloadAllowed = downloadAllowed;
    this.components = List.of(components);
  }

  /** In the order they are rendered; the answer sheet comes after the players it holds. */
  List<ComponentType> components() {
    return components;
  }

  /** Whether people on this page may download the booklet. */
  boolean downloadAllowed() {
    return downloadAllowed;
  }
}
