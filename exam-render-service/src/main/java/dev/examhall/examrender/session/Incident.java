package dev.examhall.examrender.session;

/** What those who watch an exam should look at, the most urgent first. */
public enum Incident {
  /** Nothing was heard of the page for long. */
  CONNECTION_LOST,
  /** The device holds answers that it could not send. */
  UNSENT_ANSWERS,
  /** The clock stands. */
  PAUSED,
  /** The page loads for long, and the clock does not run. */
  LOADING,
  /** A track was heard more often than allowed. */
  PLAYS_OVER,
  /** The clock runs, questions are open, and nothing was saved for long. */
  NO_SAVE,
  /** The time is nearly over. */
  LITTLE_TIME
}
