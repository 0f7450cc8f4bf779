package dev.examhall.monitoring.alerting;

import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Infrastructure;
import dev.examhall.monitoring.health.InfrastructureHealth;
import dev.examhall.monitoring.health.ServiceHealth;
import dev.examhall.monitoring.health.SystemHealth;
import dev.examhall.monitoring.health.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies the rules to what is believed, and finds the cause of what follows from something. */
public final class Findings {

  /** The subject of rules about all of it. */
  public static final String SUITE = "suite";

  /** Instead of a rule's name. */
  static final String DEPARTED = "departed";

  private static final Duration CALM = Duration.ofMinutes(5);

  private final Map<String, AlertRule> rules;
  private List<Target> targets = List.of();
  private Dependencies dependencies = new Dependencies(targets);

  /**
   * @param rules by name
   */
  public Findings(Map<String, AlertRule> rules) {
    this.rules = Map.copyOf(rules);
  }

  private record Subject(
      String id,
      HealthState state,
      boolean critical,
      String message,
      List<String> dependants,
      Duration calm) {
    boolean isFailing() {
      return state == HealthState.DOWN || state == HealthState.DEGRADED;
    }
  }

  private record Named(String name, AlertRule rule) {}

  /**
   * What the rules say now, from one thread at a time.
   *
   * @param open alerts: what is not watched any more has no problem any more
   */
  public List<Finding> of(SystemHealth health, Readings readings, Collection<Alert> open) {
    List<Finding> findings = new ArrayList<>(of(health, readings));
    Set<String> subjects = new HashSet<>();
    subjects.add(SUITE);
    for (Infrastructure infrastructure : Infrastructure.values()) {
      subjects.add(infrastructure.checkName());
    }
    health.services().forEach(service -> subjects.add(service.id()));
    open.stream()
        .filter(alert -> !subjects.contains(alert.subject()))
        .map(Findings::departed)
        .forEach(findings::add);
    return findings;
  }

  private static Finding departed(Alert alert) {
    return new Finding(
        alert.key(),
        DEPARTED,
        alert.subject(),
        alert.severity(),
        Truth.HOLDS_NOT,
        "%s is not watched any more".formatted(alert.subject()),
        List.of(),
        "",
        Duration.ZERO,
        Duration.ZERO,
        Set.of());
  }

  public List<Finding> of(SystemHealth health, Readings readings) {
    List<Target> now = health.services().stream().map(ServiceHealth::target).toList();
    if (!now.equals(targets)) {
      targets = now;
      dependencies = new Dependencies(now);
    }
    List<Subject> subjects = subjects(health);
    List<Finding> findings = new ArrayList<>();
    subjects.forEach(subject -> findings.add(ofState(subject, subjects)));
    rules.forEach(
        (name, rule) -> {
          Named named = new Named(name, rule);
          switch (rule.when()) {
            // errors are no states: ErrorNotices tells of them
            case STATE, NEW_ERROR, REGRESSED_ERROR -> {}
            case SCORE ->
                findings.add(
                    ofValue(
                        named,
                        SUITE,
                        known(health) ? OptionalDouble.of(health.score().value()) : unknown(),
                        subjects));
            case ERROR_RATE, LATENCY, CACHE_HIT_RATE ->
                health.services().stream()
                    .map(ServiceHealth::id)
                    .filter(rule::isAbout)
                    .forEach(
                        service ->
                            findings.add(
                                ofValue(
                                    named, service, readings.of(rule.when(), service), subjects)));
          }
        });
    return findings;
  }

  private static boolean known(SystemHealth health) {
    return health.services().stream().anyMatch(service -> service.state() != HealthState.UNKNOWN);
  }

  private static OptionalDouble unknown() {
    return OptionalDouble.empty();
  }

  private List<Subject> subjects(SystemHealth health) {
    List<Subject> subjects = new ArrayList<>();
    for (Infrastructure infrastructure : Infrastructure.values()) {
      InfrastructureHealth.of(infrastructure, health.services())
          .ifPresent(
              seen ->
                  subjects.add(
                      new Subject(
                          infrastructure.checkName(),
                          seen.state(),
                          infrastructure.critical() && seen.missedByCritical(),
                          seen.message(),
                          infrastructure == Infrastructure.DISK
                                  || infrastructure == Infrastructure.MEMORY
                              ? seen.missedBy()
                              : dependencies.dependants(infrastructure.checkName()),
                          Duration.ZERO)));
    }
    for (ServiceHealth service : health.services()) {
      subjects.add(
          new Subject(
              service.id(),
              service.state(),
              service.target().critical() && service.state() == HealthState.DOWN,
              service.overall().message(),
              dependencies.dependants(service.id()),
              calm(service)));
    }
    return subjects;
  }

  /** What failed more than once lately will do so again: its end is believed later. */
  private static Duration calm(ServiceHealth service) {
    return service.overall().steadiness().falls().size() > 1 ? CALM : Duration.ZERO;
  }

  private Finding ofState(Subject subject, List<Subject> all) {
    Optional<Named> raised =
        rules.entrySet().stream()
            .map(entry -> new Named(entry.getKey(), entry.getValue()))
            .filter(
                named ->
                    named.rule.when() == AlertRule.When.STATE
                        && named.rule.isAbout(subject.id)
                        && named.rule.states().contains(subject.state))
            .min(
                Comparator.comparing((Named named) -> named.rule.lasting())
                    .thenComparing(Named::name));
    String key = "state/" + subject.id;
    if (raised.isEmpty()) {
      Truth truth = subject.state == HealthState.UNKNOWN ? Truth.UNKNOWN : Truth.HOLDS_NOT;
      return new Finding(
          key,
          "",
          subject.id,
          Severity.WARNING,
          truth,
          "%s is %s".formatted(subject.id, subject.state),
          List.of(),
          "",
          Duration.ZERO,
          subject.calm,
          Set.of());
    }
    AlertRule rule = raised.get().rule;
    Severity given = rule.severity();
    return new Finding(
        key,
        raised.get().name,
        subject.id,
        given != null ? given : subject.critical ? Severity.CRITICAL : Severity.WARNING,
        Truth.HOLDS,
        "%s is %s%s"
            .formatted(
                subject.id, subject.state, subject.message.isEmpty() ? "" : ": " + subject.message),
        subject.dependants.stream().map(id -> id + " (" + stateOf(id, all) + ")").toList(),
        cause(subject, all),
        rule.lasting(),
        subject.calm,
        rule.receivers());
  }

  /** The deepest failing thing that it follows from; empty if there is none. */
  private String cause(Subject subject, List<Subject> all) {
    @Nullable Subject deepest = null;
    for (Subject other : all) {
      boolean explains =
          other.isFailing()
              && dependencies.explains(other.id, other.state, subject.id, subject.state)
              && belongsTo(other, subject);
      boolean deeper =
          deepest == null
              || dependencies.explains(other.id, other.state, deepest.id, deepest.state);
      if (explains && deeper) {
        deepest = other;
      }
    }
    return deepest == null ? "" : deepest.id;
  }

  /** A full disk explains those who see it full, and nobody else. */
  private static boolean belongsTo(Subject cause, Subject subject) {
    boolean own =
        cause.id.equals(Infrastructure.DISK.checkName())
            || cause.id.equals(Infrastructure.MEMORY.checkName());
    return !own || cause.dependants.contains(subject.id);
  }

  private Finding ofValue(Named named, String subject, OptionalDouble value, List<Subject> all) {
    AlertRule rule = named.rule;
    Truth truth =
        value.isEmpty()
            ? Truth.UNKNOWN
            : rule.isPassedBy(value.getAsDouble()) ? Truth.HOLDS : Truth.HOLDS_NOT;
    Severity given = rule.severity();
    return new Finding(
        named.name + "/" + subject,
        named.name,
        subject,
        given == null ? Severity.WARNING : given,
        truth,
        value.isEmpty()
            ? "%s of %s is not known".formatted(rule.when().text(), subject)
            : String.format(
                Locale.ROOT,
                "%s of %s is %.4g (limit %s)",
                rule.when().text(),
                subject,
                value.getAsDouble(),
                rule.above() == null ? rule.below() : rule.above()),
        List.of(),
        valueCause(subject, all),
        rule.lasting(),
        Duration.ZERO,
        rule.receivers());
  }

  /** Numbers get bad when something is down: that is the cause then. */
  private String valueCause(String subject, List<Subject> all) {
    return all.stream()
        .filter(
            other ->
                other.isFailing()
                    && (subject.equals(SUITE)
                        || other.id.equals(subject)
                        || other.dependants.contains(subject)))
        .map(Subject::id)
        .findFirst()
        .orElse("");
  }

  private static HealthState stateOf(String id, List<Subject> all) {
    return all.stream()
        .filter(subject -> subject.id.equals(id))
        .map(Subject::state)
        .findFirst()
        .orElse(HealthState.UNKNOWN);
  }
}
