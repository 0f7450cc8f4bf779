package dev.examhall.monitoring;

import dev.examhall.monitoring.health.Infrastructure;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.Thresholds;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
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
    @Valid @DefaultValue History history,
    @NotEmpty Map<String, @Valid Service> targets) {

  /**
   * @param interval from one answer to the next question, while all is as it was
   * @param recheck the same after an answer that contradicts what is believed
   * @param jitter share of the interval by which it varies, so that services are not asked in step
   * @param failures in a row until a service counts as down
   * @param successes in a row until it counts as up again
   */
  public record Polling(
      @DefaultValue("5s") @NotNull Duration interval,
      @DefaultValue("1s") @NotNull Duration recheck,
      @DefaultValue("0.1") @DecimalMin("0.0") @DecimalMax("0.5") double jitter,
      @DefaultValue("3") @Min(1) int failures,
      @DefaultValue("2") @Min(1) int successes) {

    @AssertTrue(message = "interval and recheck must be at least 10 ms")
    boolean isPatient() {
      return interval.toMillis() >= 10 && recheck.toMillis() >= 10;
    }

    public Thresholds thresholds() {
      return new Thresholds(failures, successes);
    }
  }

  /**
   * @param flush how often what was seen is written
   * @param samples how long single observations are kept
   * @param capacity observations held while the database is away; the oldest go first
   */
  public record History(
      @DefaultValue("5s") @NotNull Duration flush,
      @DefaultValue("24h") @NotNull Duration samples,
      @DefaultValue("10000") @Min(100) int capacity) {}

  /**
   * @param uri base address
   * @param timeout for one whole answer
   * @param weight its share of the score, relative to the others
   * @param critical whether the suite is unhealthy without it
   * @param essential infrastructure without which it counts as down
   */
  public record Service(
      @NotNull URI uri,
      @DefaultValue("2s") @NotNull Duration timeout,
      @DefaultValue("10") @Min(1) int weight,
      @DefaultValue("false") boolean critical,
      @DefaultValue Set<Infrastructure> essential) {}

  /** The services as far as their meaning for the whole goes. */
  public List<Target> watched() {
    return targets.entrySet().stream()
        .map(
            entry ->
                new Target(
                    entry.getKey(),
                    entry.getValue().weight(),
                    entry.getValue().critical(),
                    entry.getValue().essential()))
        .toList();
  }
}
