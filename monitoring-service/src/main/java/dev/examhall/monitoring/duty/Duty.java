package dev.examhall.monitoring.duty;

import java.time.Duration;
import java.time.Instant;

/**
 * What this instance is to do. Of several instances one is on duty: the one whose session holds a
 * lock in the database, which goes with the session. While the database is away, which is when
 * there is most to tell, whoever was on duty stays on duty, and another takes over only when it has
 * not reached the database for a while: two voices are better than none.
 *
 * @param since when the database was last heard of, or when this instance started
 */
record Duty(Role role, Instant since) {

  /** What an instance does. */
  enum Role {
    /** Asks services, and says nothing yet. */
    UNDECIDED,
    /** Asks, writes and tells. */
    ON_DUTY,
    /** Shows what the one on duty believes. */
    STANDBY,
    /** The same without a database: asks for itself, and says nothing. */
    CUT_OFF
  }

  /** What came of asking for the lock. */
  enum Answer {
    HELD,
    TAKEN_BY_ANOTHER,
    NO_DATABASE
  }

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration TAKEOVER = Duration.ofSeconds(60);

  static Duty starting(Instant at) {
    return new Duty(Role.UNDECIDED, at);
  }

  Duty after(Answer answer, Instant at) {
    return switch (answer) {
      case HELD -> new Duty(Role.ON_DUTY, at);
      case TAKEN_BY_ANOTHER -> new Duty(Role.STANDBY, at);
      case NO_DATABASE ->
          switch (role) {
            case ON_DUTY -> this;
            case UNDECIDED -> at.isBefore(since.plus(FIRST)) ? this : new Duty(Role.ON_DUTY, since);
            case STANDBY, CUT_OFF ->
                at.isBefore(since.plus(TAKEOVER))
                    ? new Duty(Role.CUT_OFF, since)
                    : new Duty(Role.ON_DUTY, since);
          };
    };
  }

  boolean asks() {
    return role != Role.STANDBY;
  }

  boolean speaks() {
    return role == Role.ON_DUTY;
  }
}
