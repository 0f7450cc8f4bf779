package dev.examhall.monitoring.notifying;

import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.alerting.Notice;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook gets.
 *
 * @param id of the alert: the same from RAISED to RESOLVED
 * @param kind RAISED, ESCALATED, REMINDED, RESOLVED, ABSORBED, SILENCED or REPORTED
 * @param key the same for the same problem over all times
 * @param dependants what suffers from it, each as {@code id (STATE)}
 * @param endedAt null while it is there
 */
record AlertMessage(
    UUID id,
    String kind,
    String key,
    String severity,
    String subject,
    String summary,
    List<String> dependants,
    Instant since,
    Instant at,
    @Nullable Instant endedAt) {

  static AlertMessage of(Notice notice) {
    Alert alert = notice.alert();
    return new AlertMessage(
        alert.id(),
        notice.kind().name(),
        alert.key(),
        alert.severity().name(),
        alert.subject(),
        notice.text(),
        alert.dependants(),
        alert.since(),
        notice.at(),
        alert.endedAt());
  }

  /** The same for the same notice, however often it is sent. */
  String idempotencyKey() {
    return id + "/" + kind + "/" + at.toEpochMilli();
  }

  /** For a subject line. */
  String title() {
    return "[%s] %s: %s"
        .formatted(
            kind.equals("RAISED") || kind.equals("REPORTED") ? severity : kind, subject, summary);
  }

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(summary).append("\n\nSeverity: ").append(severity);
    text.append("\nSince: ").append(since);
    if (endedAt != null) {
      text.append("\nUntil: ").append(endedAt);
    }
    if (!dependants.isEmpty()) {
      text.append("\nSuffering from it:\n");
      dependants.forEach(dependant -> text.append("  ").append(dependant).append('\n'));
    }
    return text.append("\nAlert: ").append(id).append("\nSee /ops\n").toString();
  }
}
