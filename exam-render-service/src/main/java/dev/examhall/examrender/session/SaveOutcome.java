package dev.examhall.examrender.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of an answer that was sent. */
sealed interface SaveOutcome {

  /** Committed, now or when the same was sent before. */
  record Saved(int number, int revision, Instant savedAt, boolean late) implements SaveOutcome {}

  /** A newer one is there; the refused value is kept. */
  record Stale(SavedAnswer current) implements SaveOutcome {}

  /** Another page writes; the refused value is kept. */
  record Elsewhere(@Nullable SavedAnswer current, int writer) implements SaveOutcome {}

  /** The clock does not run yet. */
  record ClockNotStarted() implements SaveOutcome {}

  /** The student handed in; nothing more is taken. */
  record AlreadySubmitted() implements SaveOutcome {}

  /** The grace time is over; the value is kept for the teacher. */
  record TooLate() implements SaveOutcome {}

  /** The exam has no such question. */
  record NoSuchQuestion(int questions) implements SaveOutcome {}

  /** No such session, or somebody else's. */
  record NotFound() implements SaveOutcome {}
}
