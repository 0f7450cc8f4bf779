package dev.examhall.monitoring.alerting;

import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Infrastructure;
import dev.examhall.monitoring.health.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who depends on what, by the names of checks. Cycles are harmless. */
public final class Dependencies {

  private final Map<String, Set<String>> needs = new LinkedHashMap<>();
  private final Map<String, Set<String>> uses = new LinkedHashMap<>();

  public Dependencies(List<Target> targets) {
    for (Target target : targets) {
      Set<String> essential = new LinkedHashSet<>();
      target.essential().forEach(infrastructure -> essential.add(infrastructure.checkName()));
      needs.put(target.id(), essential);
      Set<String> all = new LinkedHashSet<>(essential);
      all.addAll(target.uses());
      // Each service has its own; what they report is the same disk where they share one.
      all.add(Infrastructure.DISK.checkName());
      all.add(Infrastructure.MEMORY.checkName());
      uses.put(target.id(), all);
    }
  }

  /** Whether a subject's state follows from a cause's, directly or through others. */
  boolean explains(String cause, HealthState causeState, String subject, HealthState state) {
    if (cause.equals(subject)) {
      return false;
    }
    return switch (state) {
      case DOWN -> causeState == HealthState.DOWN && reaches(needs, subject, cause);
      case DEGRADED -> reaches(uses, subject, cause);
      case UP, UNKNOWN -> false;
    };
  }

  /** Everything that needs or uses it, directly or through others, in the configured order. */
  List<String> dependants(String cause) {
    return uses.keySet().stream()
        .filter(subject -> !subject.equals(cause) && reaches(uses, subject, cause))
        .toList();
  }

  private static boolean reaches(Map<String, Set<String>> edges, String from, String to) {
    Deque<String> open = new ArrayDeque<>(edges.getOrDefault(from, Set.of()));
    Set<String> seen = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      String next = open.removeFirst();
      if (next.equals(to)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(edges.getOrDefault(next, Set.of()));
      }
    }
    return false;
  }
}
