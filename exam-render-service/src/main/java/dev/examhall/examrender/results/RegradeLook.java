package dev.examhall.examrender.results;

/** What is known of what grading again would change. */
public sealed interface RegradeLook {

  /** All of it. */
  record Seen(RegradePreview preview) implements RegradeLook {}

  /**
   * Papers are still looked through: ask again.
   *
   * @param lookedAt how many were so far
   */
  record Looking(int lookedAt, int total) implements RegradeLook {}
}
