package dev.examhall.monitoring.alerting;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One problem with one cause, from its first sign to its end.
 *
 * @param key of its {@link Finding}
 * @param dependants what suffers from it, each as {@code id (STATE)}
 * @param since when the condition first held
 * @param raisedAt when people were told; null while that is waited for
 * @param lastNotice when people were last told
 * @param clearSince since when the condition does not hold; null while it does
 * @param returns how often the condition came back before the alert was resolved
 * @param endedAt when it was over; null before
 */
public record Alert(
    UUID id,
    String key,
    String rule,
    String subject,
    Severity severity,
    String summary,
    List<String> dependants,
    Instant since,
    @Nullable Instant raisedAt,
    @Nullable Instant lastNotice,
    @Nullable Instant clearSince,
    int returns,
    @Nullable Instant endedAt,
    Set<String> receivers) {

  public Alert {
    dependants = List.copyOf(dependants);
    receivers = Set.copyOf(receivers);
  }

  static Alert pending(UUID id, Finding finding, Instant at) {
    return new Alert(
        id,
        finding.key(),
        finding.rule(),
        finding.subject(),
        finding.severity(),
        finding.summary(),
        finding.dependants(),
        at,
        null,
        null,
        null,
        0,
        null,
        finding.receivers());
  }

  public boolean isRaised() {
    return raisedAt != null;
  }

  /** With what is known now; severity only ever rises. */
  Alert holding(Finding finding) {
    Severity worst = finding.severity().compareTo(severity) > 0 ? finding.severity() : severity;
    return new Alert(
        id,
        key,
        rule,
        subject,
        worst,
        finding.summary(),
        finding.dependants(),
        since,
        raisedAt,
        lastNotice,
        null,
        clearSince == null ? returns : returns + 1,
        null,
        receivers);
  }

  Alert told(Instant at) {
    return with(raisedAt == null ? at : raisedAt, at, clearSince, endedAt);
  }

  Alert clear(Instant from) {
    return with(raisedAt, lastNotice, from, endedAt);
  }

  Alert ended(Instant at) {
    return with(raisedAt, lastNotice, clearSince, at);
  }

  private Alert with(
      @Nullable Instant raisedAt,
      @Nullable Instant lastNotice,
      @Nullable Instant clearSince,
      @Nullable Instant endedAt) {
    return new Alert(
        id,
        key,
        rule,
        subject,
        severity,
        summary,
        dependants,
        since,
        raisedAt,
        lastNotice,
        clearSince,
        returns,
        endedAt,
        receivers);
  }
}
