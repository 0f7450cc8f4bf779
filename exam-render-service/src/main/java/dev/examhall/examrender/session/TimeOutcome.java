package dev.examhall.examrender.session;

/** What the rules say to a change of time. */
sealed interface TimeOutcome {

  /**
   * It is done, or was done before.
   *
   * @param seconds by how much the time allowed changes
   */
  record Changed(Attempt to, int seconds) implements TimeOutcome {}

  /** It cannot be done. */
  record Refused(Why why) implements TimeOutcome {}

  /** Why the clock of a session stays as it is. Pages have words of their own for each. */
  enum Why {
    OVER("The exam has ended; its time cannot be changed any more."),
    NO_TIME_LEFT("That would leave no time. To end the exam now, use END."),
    NOT_YET("The clock does not run yet, so it cannot be paused or ended."),
    TIME_IS_UP("The time is up. Give extra time first."),
    NOT_FOUND("There is no such session.");

    private final String sentence;

    Why(String sentence) {
      this.sentence = sentence;
    }

    /** Why, and what to do instead, for callers of the API. */
    String sentence() {
      return sentence;
    }
  }
}
