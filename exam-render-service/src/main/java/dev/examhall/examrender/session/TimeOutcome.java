package dev.examhall.examrender.session;

/** What the rules say to a change of time. */
sealed interface TimeOutcome {

  /**
   * It is done, or was done before.
   *
   * @param seconds by how much the time allowed changes
   */
  record Changed(Attempt to, int seconds) implements TimeOutcome {}

  /**
   * It cannot be done.
   *
   * @param reason a sentence that says why, and what to do instead
   */
  record Refused(String reason) implements TimeOutcome {}
}
