package dev.examhall.monitoring.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that are open, as a value: a step gives the next book and what happened.
 *
 * <p>A problem is told when it has lasted long enough and nothing deeper explains it. What is told
 * once is told again only when it gets critical, as a reminder, or when it is over. What is not
 * known changes nothing.
 */
public record AlertBook(Map<String, Alert> alerts) {

  public static final AlertBook EMPTY = new AlertBook(Map.of());

  public AlertBook {
    alerts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(alerts));
  }

  /** A book with alerts that were open before. */
  public static AlertBook of(Collection<Alert> open) {
    Map<String, Alert> alerts = new LinkedHashMap<>();
    open.forEach(alert -> alerts.put(alert.key(), alert));
    return new AlertBook(alerts);
  }

  /** The next book, and what happened on the way. */
  public record Step(AlertBook book, List<Notice> notices) {
    public Step {
      notices = List.copyOf(notices);
    }
  }

  /** Those that people were told of, the oldest first. */
  public List<Alert> raised() {
    return alerts.values().stream().filter(Alert::isRaised).toList();
  }

  /**
   * @param findings what the rules say now; alerts whose key is not among them stay as they are
   * @param maintained whether a subject is being worked on, so that nobody is told
   * @param ids for new alerts
   */
  public Step after(
      List<Finding> findings,
      Instant at,
      AlertTiming timing,
      Predicate<String> maintained,
      Supplier<UUID> ids) {
    Map<String, Alert> next = new LinkedHashMap<>(alerts);
    List<Notice> notices = new ArrayList<>();
    for (Finding finding : findings) {
      @Nullable Alert known = next.get(finding.key());
      @Nullable Alert then =
          switch (finding.truth()) {
            case UNKNOWN -> known;
            case HOLDS_NOT -> gone(known, finding, at, timing, notices);
            case HOLDS ->
                isSilent(finding, maintained)
                    ? hidden(known, finding, at, notices)
                    : there(
                        known == null ? Alert.pending(ids.get(), finding, at) : known,
                        finding,
                        at,
                        timing,
                        notices);
          };
      if (then == null) {
        next.remove(finding.key());
      } else {
        next.put(finding.key(), then);
      }
    }
    return new Step(new AlertBook(next), notices);
  }

  private static boolean isSilent(Finding finding, Predicate<String> maintained) {
    return finding.isExplained() || maintained.test(finding.subject());
  }

  private static Alert there(
      Alert known, Finding finding, Instant at, AlertTiming timing, List<Notice> notices) {
    Alert alert = known.holding(finding);
    @Nullable Instant told = alert.lastNotice();
    if (told == null) {
      Instant due = alert.since().plus(finding.lasting()).plus(timing.groupWait());
      return at.isBefore(due) ? alert : tell(Notice.Kind.RAISED, alert, at, notices);
    }
    if (alert.severity() != known.severity()) {
      return tell(Notice.Kind.ESCALATED, alert, at, notices);
    }
    return at.isBefore(told.plus(timing.reminder()))
        ? alert
        : tell(Notice.Kind.REMINDED, alert, at, notices);
  }

  private static @Nullable Alert gone(
      @Nullable Alert known,
      Finding finding,
      Instant at,
      AlertTiming timing,
      List<Notice> notices) {
    if (known == null || !known.isRaised()) {
      return null;
    }
    Instant since = known.clearSince();
    if (since == null) {
      return known.clear(at);
    }
    Duration usual = timing.resolveAfter(known.returns());
    Duration wait = finding.calm().compareTo(usual) > 0 ? finding.calm() : usual;
    if (at.isBefore(since.plus(wait))) {
      return known;
    }
    notices.add(
        new Notice(
            Notice.Kind.RESOLVED,
            known.ended(at),
            at,
            finding.rule().equals(Findings.DEPARTED)
                ? finding.summary()
                : "%s works again".formatted(known.subject())));
    return null;
  }

  private static @Nullable Alert hidden(
      @Nullable Alert known, Finding finding, Instant at, List<Notice> notices) {
    if (known == null || !known.isRaised()) {
      return null;
    }
    notices.add(
        finding.isExplained()
            ? new Notice(
                Notice.Kind.ABSORBED,
                known.ended(at),
                at,
                "follows from %s".formatted(finding.explainedBy()))
            : new Notice(Notice.Kind.SILENCED, known.ended(at), at, "maintenance began"));
    return null;
  }

  private static Alert tell(Notice.Kind kind, Alert alert, Instant at, List<Notice> notices) {
    Alert told = alert.told(at);
    notices.add(new Notice(kind, told, at, told.summary()));
    return told;
  }
}
