package dev.examhall.monitoring.alerting;

import java.time.Instant;

/**
 * Something that happened to an alert.
 *
 * @param alert as it is after it
 * @param text one sentence for people
 */
public record Notice(Kind kind, Alert alert, Instant at, String text) {

  /** What happened. */
  public enum Kind {
    RAISED(false),
    /** It became critical. */
    ESCALATED(false),
    /** It is still there. */
    REMINDED(false),
    RESOLVED(true),
    /** It turned out to follow from something else, which has an alert of its own. */
    ABSORBED(true),
    /** Maintenance began. */
    SILENCED(true),
    /** Something that happened and does not last, such as a new group of errors. */
    REPORTED(true);

    private final boolean end;

    Kind(boolean end) {
      this.end = end;
    }

    /** Whether the alert is over with it. */
    public boolean isEnd() {
      return end;
    }
  }
}
