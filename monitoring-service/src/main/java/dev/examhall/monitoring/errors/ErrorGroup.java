package dev.examhall.monitoring.errors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All reports of one bug.
 *
 * @param service of the newest report
 * @param message of the newest report
 * @param count of all reports
 * @param decidedAt when somebody resolved or ignored it; null while nobody has
 * @param decidedBy name of an operator
 * @param regressions how often it came back after it was resolved
 * @param regressedAt when it last came back
 */
public record ErrorGroup(
    String fingerprint,
    String service,
    String type,
    String message,
    Instant firstSeen,
    Instant lastSeen,
    long count,
    Status status,
    @Nullable Instant decidedAt,
    @Nullable String decidedBy,
    int regressions,
    @Nullable Instant regressedAt) {

  /** What people have decided about it. */
  public enum Status {
    OPEN,
    /** Somebody mended it: one more report is a regression, and opens it again. */
    RESOLVED,
    /** It is counted, and nobody wants to hear of it. */
    IGNORED
  }
}
