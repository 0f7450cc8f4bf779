package dev.examhall.examrender.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The state machine of an attempt: MATCHED → STARTED → RUNNING → SUBMITTED, FINALISED or MOVED,
 * never back; and what may be done to its clock.
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
      case SUBMITTED, FINALISED, MOVED -> new Transition.Over(attempt.state());
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
      case SUBMITTED, FINALISED, MOVED -> new Transition.Over(attempt.state());
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
      case SUBMITTED, FINALISED, MOVED -> new Transition.Stays(attempt);
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
      case MATCHED, SUBMITTED, FINALISED, MOVED -> new Transition.Stays(attempt);
    };
  }

  /** Whether an answer that arrives now still counts. */
  boolean takesAnswers(Attempt attempt, Instant now) {
    return attempt.state() == SessionState.RUNNING && !graceIsOver(attempt, now);
  }

  /** The student goes on with another level's exam: this attempt ends, graded as it is. */
  Transition move(Attempt attempt, Instant now) {
    return switch (attempt.state()) {
      case MATCHED, STARTED -> new Transition.TooEarly(attempt.state());
      case RUNNING ->
          graceIsOver(attempt, now)
              ? new Transition.Over(attempt.state())
              : new Transition.Moved(attempt.ended(SessionState.MOVED, now));
      case SUBMITTED, FINALISED, MOVED -> new Transition.Over(attempt.state());
    };
  }

  /** Whoever watches the exam gives time, takes it, or stops the clock. */
  TimeOutcome change(Attempt attempt, TimeChange change, Instant now) {
    if (attempt.state().isOver() || graceIsOver(attempt, now)) {
      return new TimeOutcome.Refused(TimeOutcome.Why.OVER);
    }
    return switch (change.kind()) {
      case EXTRA_TIME -> extraTime(attempt, change.seconds(), now);
      case PAUSE -> pause(attempt, now);
      case RESUME -> changed(attempt, attempt.resumed(now));
      case END -> end(attempt, now);
    };
  }

  private static TimeOutcome extraTime(Attempt attempt, int seconds, Instant now) {
    Attempt to = attempt.given(Duration.ofSeconds(seconds));
    Duration left = to.deadline() == null ? to.allowed() : to.remaining(now);
    return left != null && left.isPositive()
        ? changed(attempt, to)
        : new TimeOutcome.Refused(TimeOutcome.Why.NO_TIME_LEFT);
  }

  private static TimeOutcome pause(Attempt attempt, Instant now) {
    if (attempt.pausedAt() != null) {
      return changed(attempt, attempt);
    }
    Duration left = attempt.remaining(now);
    if (left == null) {
      return new TimeOutcome.Refused(TimeOutcome.Why.NOT_YET);
    }
    return left.isPositive()
        ? changed(attempt, attempt.paused(now))
        : new TimeOutcome.Refused(TimeOutcome.Why.TIME_IS_UP);
  }

  private static TimeOutcome end(Attempt attempt, Instant now) {
    if (attempt.clockStartedAt() == null) {
      return new TimeOutcome.Refused(TimeOutcome.Why.NOT_YET);
    }
    Attempt running = attempt.resumed(now);
    Duration used = Attempt.wholeSeconds(Duration.between(attempt.clockStartedAt(), now));
    return changed(
        attempt,
        used.compareTo(running.allowed()) < 0
            ? running.given(used.minus(running.allowed()))
            : running);
  }

  private static TimeOutcome changed(Attempt from, Attempt to) {
    return new TimeOutcome.Changed(
        to, Math.toIntExact(to.allowed().minus(from.allowed()).toSeconds()));
  }

  private boolean graceIsOver(Attempt attempt, Instant now) {
    return attempt.pausedAt() == null
        && attempt.deadline() != null
        && now.isAfter(attempt.deadline().plus(grace));
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
