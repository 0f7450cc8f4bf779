package dev.examhall.monitoring.alerting;

import dev.examhall.monitoring.health.HealthState;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A rule as it is configured: a state, a measured value over or under a threshold, or errors.
 *
 * @param states that raise it; for {@link When#STATE} alone
 * @param above values above it raise it
 * @param below values below it raise it
 * @param lasting how long the condition must hold
 * @param severity null for what follows from the subject: CRITICAL where the suite is unhealthy
 *     without it
 * @param subjects services or infrastructure it is about; all when empty
 * @param receivers names of those who are told; all when empty
 */
public record AlertRule(
    @NotNull When when,
    @DefaultValue Set<HealthState> states,
    @Nullable Double above,
    @Nullable Double below,
    @DefaultValue("0s") @NotNull Duration lasting,
    @Nullable Severity severity,
    @DefaultValue Set<String> subjects,
    @DefaultValue Set<String> receivers) {

  /** What a rule looks at. */
  public enum When {
    /** The believed state of a service or of infrastructure. */
    STATE(""),
    /** The suite's score, 0 to 100. */
    SCORE("score"),
    /** Share of a service's requests that it failed to answer (5xx), 0 to 1. */
    ERROR_RATE("share of failed requests"),
    /** Mean time to answer, seconds. */
    LATENCY("mean seconds to answer"),
    /** Share of cache reads that were hits, 0 to 1. */
    CACHE_HIT_RATE("share of cache hits"),
    /** A group of errors that was not there before. */
    NEW_ERROR("new error"),
    /** A group of errors that came back after somebody resolved it. */
    REGRESSED_ERROR("error that came back");

    private final String text;

    When(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  public AlertRule {
    states = Set.copyOf(states);
    subjects = Set.copyOf(subjects);
    receivers = Set.copyOf(receivers);
  }

  @AssertTrue(
      message =
          "a rule on a state names states, one on a value one of above and below, one on errors"
              + " neither, and nothing that lasts")
  public boolean isComplete() {
    return switch (when) {
      case STATE -> !states.isEmpty() && above == null && below == null;
      case SCORE, ERROR_RATE, LATENCY, CACHE_HIT_RATE ->
          states.isEmpty() && (above == null) != (below == null);
      case NEW_ERROR, REGRESSED_ERROR ->
          states.isEmpty() && above == null && below == null && lasting.isZero();
    };
  }

  boolean isAbout(String subject) {
    return subjects.isEmpty() || subjects.contains(subject);
  }

  boolean isPassedBy(double value) {
    return (above != null && value > above) || (below != null && value < below);
  }
}
