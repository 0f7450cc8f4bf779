package dev.examhall.examrender.session;

import java.util.List;
import java.util.UUID;

/**
 * For how long a student was at each question, as a device says it: never trusted for a grade.
 *
 * @param device one of those at which the session was open; each counts for itself
 * @param seconds running totals of questions 1, 2, 3 …
 */
record TimeSpent(UUID device, List<Integer> seconds) {
  /** As many as an exam has questions. */
  static final int MOST_QUESTIONS = 200;

  /** Longer than any exam lasts. */
  static final int MOST_SECONDS = 4 * 60 * 60;

  TimeSpent {
    seconds = List.copyOf(seconds);
  }
}
