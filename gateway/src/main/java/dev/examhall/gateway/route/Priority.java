package dev.examhall.gateway.route;

import org.springframework.http.HttpHeaders;

/** What goes first when a service has more to do than it can, the first one first. */
enum Priority {
  /** Answers, submissions and all else by which a student's work is kept. */
  SAVE,
  /** Pages and what they are made of. */
  VIEW,
  /** Lists, reports, searches, and what browsers fetch before anybody asks for it. */
  BACKGROUND;

  /** The route's own, or the last where a browser only fetches ahead. */
  static Priority of(Route route, HttpHeaders headers) {
    String purpose = headers.getFirst("Sec-Purpose");
    return purpose != null && purpose.startsWith("prefetch") ? BACKGROUND : route.priority();
  }
}
