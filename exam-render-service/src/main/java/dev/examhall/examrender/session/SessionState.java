package dev.examhall.examrender.session;

/** Where an attempt stands. */
public enum SessionState {
  /** Matched to an exam; the notice is shown. */
  MATCHED,
  /** Started; the page is loading, the clock does not run yet. */
  STARTED,
  /** The clock runs. */
  RUNNING,
  /** Handed in by the student. */
  SUBMITTED,
  /** Closed by the server after the deadline. */
  FINALISED,
  /** Ended because the student chose an easier or a harder exam; another session goes on. */
  MOVED;

  /** Whether nothing more is taken from the student. */
  public boolean isOver() {
    return this == SUBMITTED || this == FINALISED || this == MOVED;
  }
}
