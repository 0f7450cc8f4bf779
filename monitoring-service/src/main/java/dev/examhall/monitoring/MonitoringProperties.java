package dev.examhall.monitoring;

import dev.examhall.monitoring.alerting.AlertRule;
import dev.examhall.monitoring.alerting.AlertTiming;
import dev.examhall.monitoring.health.Damping;
import dev.examhall.monitoring.health.Infrastructure;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.Thresholds;
import dev.examhall.monitoring.notifying.ReceiverProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is watched, and how.
 *
 * @param targets by service id, in the order in which they are shown
 */
@Validated
@ConfigurationProperties("examhall.monitoring")
public record MonitoringProperties(
    @Valid @DefaultValue Polling polling,
    @Valid @DefaultValue Duty duty,
    @Valid @DefaultValue Network network,
    @Valid @DefaultValue History history,
    @Valid @DefaultValue Metrics metrics,
    @Valid @DefaultValue Alerts alerts,
    @NotEmpty Map<String, @Valid Service> targets) {

  /** The subject of errors that browsers report. */
  private static final String BROWSER = "browser";

  /**
   * @param interval how often an instance makes sure who is on duty
   */
  public record Duty(@DefaultValue("2s") @NotNull Duration interval) {}

  /**
   * @param witnesses {@code host:port} of servers that are no targets: if neither they nor any
   *     target can be reached, it is the monitor that is cut off
   */
  public record Network(@DefaultValue List<String> witnesses) {
    public Network {
      witnesses = witnesses.stream().map(String::strip).filter(one -> !one.isEmpty()).toList();
    }

    @AssertTrue(message = "a witness is host:port")
    boolean isReadable() {
      return witnesses.stream().allMatch(witness -> witness.matches("[^:/\\s]+:\\d{1,5}"));
    }
  }

  /**
   * @param interval how often services' metrics are read
   */
  public record Metrics(@DefaultValue("10s") @NotNull Duration interval) {}

  /**
   * @param startGrace how long after the start nobody is told of what was never seen working
   * @param groupWait how long a problem waits for its cause to be found
   * @param resolveAfter how long it must be gone to be over
   * @param reminder how often it is said again
   * @param errorsPerHour notices of new and returned groups of errors in an hour, at most
   * @param rules by name
   * @param receivers by name
   */
  public record Alerts(
      @DefaultValue("1m") @NotNull Duration startGrace,
      @DefaultValue("3s") @NotNull Duration groupWait,
      @DefaultValue("30s") @NotNull Duration resolveAfter,
      @DefaultValue("4h") @NotNull Duration reminder,
      @DefaultValue("10") @Min(1) int errorsPerHour,
      @DefaultValue Map<String, @Valid AlertRule> rules,
      @DefaultValue Map<String, @Valid ReceiverProperties> receivers,
      @Valid @DefaultValue Heartbeat heartbeat) {

    @AssertTrue(message = "a rule names a receiver that there is not")
    boolean isTellingSomebody() {
      return rules.values().stream()
          .allMatch(rule -> receivers.keySet().containsAll(rule.receivers()));
    }

    public AlertTiming timing() {
      return new AlertTiming(startGrace, groupWait, resolveAfter, reminder);
    }
  }

  /**
   * @param url called for as long as services are watched; none when empty
   */
  public record Heartbeat(
      @DefaultValue("") String url, @DefaultValue("1m") @NotNull Duration interval) {}

  /**
   * @param interval from one answer to the next question, while all is as it was
   * @param recheck the same after an answer that contradicts what is believed
   * @param jitter share of the interval by which it varies, so that services are not asked in step
   * @param failures in a row until a service counts as down
   * @param successes in a row until it counts as up again
   * @param flapFalls how often something must begin to fail within {@code flapWindow} to count as
   *     unsteady
   * @param flapCalm how long it must not fail to count as steady again
   */
  public record Polling(
      @DefaultValue("5s") @NotNull Duration interval,
      @DefaultValue("1s") @NotNull Duration recheck,
      @DefaultValue("0.1") @DecimalMin("0.0") @DecimalMax("0.5") double jitter,
      @DefaultValue("3") @Min(1) int failures,
      @DefaultValue("2") @Min(1) int successes,
      @DefaultValue("3") @Min(2) int flapFalls,
      @DefaultValue("10m") @NotNull Duration flapWindow,
      @DefaultValue("5m") @NotNull Duration flapCalm) {

    @AssertTrue(message = "interval and recheck must be at least 10 ms")
    boolean isPatient() {
      return interval.toMillis() >= 10 && recheck.toMillis() >= 10;
    }

    public Thresholds thresholds() {
      return new Thresholds(failures, successes, new Damping(flapFalls, flapWindow, flapCalm));
    }
  }

  /**
   * @param flush how often what was seen is written
   * @param samples how long single observations are kept
   * @param minutes how long sums of minutes are kept
   * @param hours how long sums of hours, alerts and incidents are kept
   * @param capacity observations held while the database is away; the oldest go first
   */
  public record History(
      @DefaultValue("5s") @NotNull Duration flush,
      @DefaultValue("24h") @NotNull Duration samples,
      @DefaultValue("30d") @NotNull Duration minutes,
      @DefaultValue("730d") @NotNull Duration hours,
      @DefaultValue("10000") @Min(100) int capacity) {}

  /**
   * @param uri base address
   * @param timeout for one whole answer
   * @param weight its share of the score, relative to the others
   * @param critical whether the suite is unhealthy without it
   * @param essential infrastructure without which it counts as down
   * @param uses infrastructure and services without which it works with limits: what explains its
   *     trouble
   */
  public record Service(
      @NotNull URI uri,
      @DefaultValue("2s") @NotNull Duration timeout,
      @DefaultValue("10") @Min(1) int weight,
      @DefaultValue("false") boolean critical,
      @DefaultValue Set<Infrastructure> essential,
      @DefaultValue Set<String> uses) {}

  @AssertTrue(
      message = "targets.*.uses and alerts.rules.*.subjects name targets or infrastructure alone")
  boolean isNamingWhatThereIs() {
    Set<String> known = new HashSet<>(targets.keySet());
    known.add(BROWSER);
    for (Infrastructure infrastructure : Infrastructure.values()) {
      known.add(infrastructure.checkName());
    }
    return targets.values().stream().allMatch(target -> known.containsAll(target.uses()))
        && alerts.rules().values().stream().allMatch(rule -> known.containsAll(rule.subjects()));
  }

  /** The services as far as their meaning for the whole goes. */
  public List<Target> watched() {
    return targets.entrySet().stream()
        .map(
            entry ->
                new Target(
                    entry.getKey(),
                    entry.getValue().weight(),
                    entry.getValue().critical(),
                    entry.getValue().essential(),
                    entry.getValue().uses()))
        .toList();
  }
}
