package dev.examhall.gateway.route;

import org.jspecify.annotations.Nullable;

/** What goes first when a service has more to do than it can, the first one first. */
enum Priority {
  /** Answers, submissions and all else by which a student's work is kept. */
  SAVE,
  /** Pages and what they are made of. */
  VIEW,
  /** Lists, reports, searches, and what browsers fetch before anybody asks for it. */
  BACKGROUND;

  /** The header in which a browser says why it asks. */
  static final String PURPOSE = "Sec-Purpose";

  /** The route's own, or the last where a browser only fetches ahead. */
  static Priority of(Route route, @Nullable String purpose) {
    return purpose != null && purpose.startsWith("prefetch") ? BACKGROUND : route.priority();
  }
}
