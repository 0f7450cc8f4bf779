package dev.examhall.examrender.session;

/** What became of handing in. */
sealed interface SubmitOutcome {

  /** Handed in, now or before. */
  record Accepted(Receipt receipt) implements SubmitOutcome {}

  /** There is nothing to hand in before the clock runs. */
  record ClockNotStarted() implements SubmitOutcome {}

  /** Another page writes: whoever is there hands in. */
  record Elsewhere(int writer) implements SubmitOutcome {}

  /** No such session, or somebody else's. */
  record NotFound() implements SubmitOutcome {}
}
