package dev.examhall.examrender.session;

/**
 * What is to happen to the clock of an attempt.
 *
 * @param seconds more time, or less if negative; only for {@link Kind#EXTRA_TIME}, else 0
 * @param reason why, in the words of whoever does it; the student sees it
 * @param byId account of whoever does it
 * @param byName name of whoever does it
 */
record TimeChange(Kind kind, int seconds, String reason, String byId, String byName) {

  /** Kinds of changes. */
  enum Kind {
    EXTRA_TIME,
    PAUSE,
    RESUME,
    END
  }
}
