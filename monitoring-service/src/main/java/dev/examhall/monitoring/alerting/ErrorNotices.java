package dev.examhall.monitoring.alerting;

import dev.examhall.monitoring.errors.ErrorGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What receivers are told of groups of errors: each once, and again when it came back after it was
 * resolved. So many an hour at most; the last of them says how many more there are.
 */
public final class ErrorNotices {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int LONGEST_SUMMARY = 300;
  private static final String SUITE = Findings.SUITE;

  private final Map<String, AlertRule> rules;
  private final int most;
  private List<Instant> lately = List.of();

  /**
   * @param rules by name; those on errors count
   * @param most notices in an hour
   */
  public ErrorNotices(Map<String, AlertRule> rules, int most) {
    this.rules = Map.copyOf(rules);
    this.most = most;
  }

  /**
   * @param settled fingerprints of groups that need not be looked at again until they come back
   */
  public record Told(List<Notice> notices, Set<String> settled) {
    public Told {
      notices = List.copyOf(notices);
      settled = Set.copyOf(settled);
    }
  }

  private record Named(String name, AlertRule rule, ErrorGroup group) {}

  /**
   * @param untold groups of which receivers have not heard, the oldest first
   */
  public Told of(List<ErrorGroup> untold, Instant at) {
    lately = lately.stream().filter(told -> told.isAfter(at.minus(HOUR))).toList();
    Set<String> settled = new HashSet<>();
    List<Named> wanted = new ArrayList<>();
    for (ErrorGroup group : untold) {
      Named named = ruleFor(group);
      if (named == null) {
        settled.add(group.fingerprint());
      } else {
        wanted.add(named);
      }
    }
    int room = most - lately.size();
    if (room <= 0) {
      return new Told(List.of(), settled);
    }
    int single = wanted.size() <= room ? wanted.size() : room - 1;
    List<Notice> notices = new ArrayList<>();
    wanted.subList(0, single).forEach(named -> notices.add(notice(named, at)));
    List<Named> rest = wanted.subList(single, wanted.size());
    if (!rest.isEmpty()) {
      notices.add(flood(rest, at));
    }
    wanted.forEach(named -> settled.add(named.group.fingerprint()));
    List<Instant> all = new ArrayList<>(lately);
    notices.forEach(notice -> all.add(at));
    lately = List.copyOf(all);
    return new Told(notices, settled);
  }

  private @Nullable Named ruleFor(ErrorGroup group) {
    AlertRule.When when = isRegression(group) ? WHEN_BACK : WHEN_NEW;
    return rules.entrySet().stream()
        .filter(entry -> entry.getValue().when() == when)
        .filter(entry -> entry.getValue().isAbout(group.service()))
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> new Named(entry.getKey(), entry.getValue(), group))
        .findFirst()
        .orElse(null);
  }

  private static final AlertRule.When WHEN_NEW = AlertRule.When.NEW_ERROR;
  private static final AlertRule.When WHEN_BACK = AlertRule.When.REGRESSED_ERROR;

  private static boolean isRegression(ErrorGroup group) {
    return group.regressedAt() != null;
  }

  private static Notice notice(Named named, Instant at) {
    ErrorGroup group = named.group;
    Instant since = group.regressedAt() == null ? group.firstSeen() : group.regressedAt();
    String summary =
        "%s in %s: %s: %s"
            .formatted(
                named.rule.when().text(), group.service(), group.type(), oneLine(group.message()));
    String shortened =
        summary.length() <= LONGEST_SUMMARY ? summary : summary.substring(0, LONGEST_SUMMARY) + "…";
    return notice(
        "error/" + group.fingerprint(),
        group.regressions(),
        named.name,
        group.service(),
        severity(named.rule),
        shortened + " (/ops/errors/" + group.fingerprint() + ")",
        since,
        named.rule.receivers(),
        at);
  }

  /** For more than there is room for; for everybody whom one of them is for. */
  private static Notice flood(List<Named> rest, Instant at) {
    Set<String> receivers = new HashSet<>();
    for (Named named : rest) {
      if (named.rule.receivers().isEmpty()) {
        receivers.clear();
        break;
      }
      receivers.addAll(named.rule.receivers());
    }
    return notice(
        "errors",
        Math.toIntExact(at.getEpochSecond() % Integer.MAX_VALUE),
        rest.getFirst().name,
        SUITE,
        rest.stream().map(named -> severity(named.rule)).max(Severity::compareTo).orElseThrow(),
        "%d more groups of errors are new or came back (/ops/errors)".formatted(rest.size()),
        at,
        receivers,
        at);
  }

  private static Severity severity(AlertRule rule) {
    Severity given = rule.severity();
    return given == null ? Severity.WARNING : given;
  }

  /** A monitor that dies before it could remember says the same again, with the same id. */
  private static Notice notice(
      String key,
      int time,
      String rule,
      String subject,
      Severity severity,
      String summary,
      Instant since,
      Set<String> receivers,
      Instant at) {
    UUID id = UUID.nameUUIDFromBytes((key + "/" + time).getBytes(StandardCharsets.UTF_8));
    Alert alert =
        new Alert(
            id, key, rule, subject, severity, summary, List.of(), since, at, at, null, 0, at,
            receivers);
    return new Notice(Notice.Kind.REPORTED, alert, since, summary);
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\p{Cntrl}+", " ");
  }
}
