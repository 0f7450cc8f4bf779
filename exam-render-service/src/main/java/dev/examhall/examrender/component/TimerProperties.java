package dev.examhall.examrender.component;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The clock on exam pages.
 *
 * @param warnings how long before the end students are told of it, in whole minutes
 */
@Validated
@ConfigurationProperties("examhall.timer")
record TimerProperties(@NotEmpty @DefaultValue({"10m", "5m", "1m"}) List<Duration> warnings) {

  TimerProperties {
    warnings = List.copyOf(warnings);
  }

  @AssertTrue(message = "examhall.timer.warnings must be whole minutes, each at least 1m")
  boolean isInWholeMinutes() {
    return warnings.stream().allMatch(time -> time.toMinutes() >= 1 && time.getSeconds() % 60 == 0);
  }

  /** The warnings in minutes, the first one first. */
  List<Integer> minutes() {
    return warnings.stream()
        .map(time -> Math.toIntExact(time.toMinutes()))
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }
}
