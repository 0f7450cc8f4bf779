package dev.examhall.examrender.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The state machine of an attempt: MATCHED → STARTED → RUNNING → SUBMITTED or FINALISED, never
 * back.
 *
 * @param grace how long after the deadline answers still count and a submission is the student's
 * @param longestLoading how long after the start the clock starts by itself
 */
record AttemptRules(Duration grace, Duration longestLoading) {

  /** The student read the notice and starts. */
  Transition start(Attempt attempt, Instant now) {
    return switch (attempt.state()) {
      case MATCHED -> new Transition.Moved(attempt.started(now));
      case STARTED, RUNNING -> new Transition.Stays(attempt);
      case SUBMITTED, FINALISED -> new Transition.Over(attempt.state());
    };
  }

  /**
   * The page has loaded what it needs; the clock starts now, but never later than it would by
   * itself.
   */
  Transition contentReady(Attempt attempt, Instant now) {
    return switch (attempt.state()) {
      case MATCHED -> new Transition.TooEarly(attempt.state());
      case STARTED ->
          new Transition.Moved(attempt.running(earlier(now, latestClockStart(attempt))));
      case RUNNING -> new Transition.Stays(attempt);
      case SUBMITTED, FINALISED -> new Transition.Over(attempt.state());
    };
  }

  /** The student hands in; after the grace time the attempt ends as if nobody had. */
  Transition submit(Attempt attempt, Instant now) {
    return switch (attempt.state()) {
      case MATCHED -> new Transition.TooEarly(attempt.state());
      case STARTED ->
          clockIsDue(attempt, now)
              ? submit(attempt.running(latestClockStart(attempt)), now)
              : new Transition.TooEarly(attempt.state());
      case RUNNING ->
          new Transition.Moved(
              attempt.ended(
                  graceIsOver(attempt, now) ? SessionState.FINALISED : SessionState.SUBMITTED,
                  now));
      case SUBMITTED, FINALISED -> new Transition.Stays(attempt);
    };
  }

  /**
   * What is due without anybody asking: the clock of a page that never got ready, the end after the
   * grace time.
   */
  Transition settle(Attempt attempt, Instant now) {
    return switch (attempt.state()) {
      case STARTED ->
          clockIsDue(attempt, now)
              ? new Transition.Moved(attempt.running(latestClockStart(attempt)))
              : new Transition.Stays(attempt);
      case RUNNING ->
          graceIsOver(attempt, now)
              ? new Transition.Moved(attempt.ended(SessionState.FINALISED, now))
              : new Transition.Stays(attempt);
      case MATCHED, SUBMITTED, FINALISED -> new Transition.Stays(attempt);
    };
  }

  /** Whether an answer that arrives now still counts. */
  boolean takesAnswers(Attempt attempt, Instant now) {
    return attempt.state() == SessionState.RUNNING && !graceIsOver(attempt, now);
  }

  private boolean graceIsOver(Attempt attempt, Instant now) {
    return now.isAfter(Objects.requireNonNull(attempt.deadline()).plus(grace));
  }

  private boolean clockIsDue(Attempt attempt, Instant now) {
    return !now.isBefore(latestClockStart(attempt));
  }

  private Instant latestClockStart(Attempt attempt) {
    return Objects.requireNonNull(attempt.startedAt()).plus(longestLoading);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
