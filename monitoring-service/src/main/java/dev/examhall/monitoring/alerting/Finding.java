package dev.examhall.monitoring.alerting;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a rule says about a subject at one moment.
 *
 * @param key the same for the same problem: one alert has one key
 * @param subject id of a service, name of infrastructure, or {@code suite}
 * @param summary one sentence for people
 * @param dependants what suffers from it, each as {@code id (STATE)}
 * @param explainedBy subject of the deeper problem that this one follows from; empty if it is a
 *     cause itself
 * @param lasting how long it must hold before anybody is told
 * @param calm how long it must be gone at least to be over
 * @param receivers names of those to be told; all when empty
 */
public record Finding(
    String key,
    String rule,
    String subject,
    Severity severity,
    Truth truth,
    String summary,
    List<String> dependants,
    String explainedBy,
    Duration lasting,
    Duration calm,
    Set<String> receivers) {

  public Finding {
    dependants = List.copyOf(dependants);
    receivers = Set.copyOf(receivers);
  }

  boolean isExplained() {
    return !explainedBy.isEmpty();
  }
}
