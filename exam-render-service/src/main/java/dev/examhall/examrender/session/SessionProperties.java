package dev.examhall.examrender.session;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Times and limits of attempts.
 *
 * @param grace how long after the deadline answers still count
 * @param longestLoading how long after the start the clock starts by itself
 * @param sweepEvery pause between two looks for attempts whose time is over
 * @param tokenLife how long after the deadline (before there is one: after matching) a student's
 *     cookie is good for
 * @param largestBody request bodies of this size or more are refused
 * @param variantsKept how many refused answers of one session are kept for the teacher
 */
@Validated
@ConfigurationProperties("examhall.session")
record SessionProperties(
    @NotNull @DefaultValue("60s") Duration grace,
    @NotNull @DefaultValue("3m") Duration longestLoading,
    @NotNull @DefaultValue("2s") Duration sweepEvery,
    @NotNull @DefaultValue("24h") Duration tokenLife,
    @NotNull @DefaultValue("64KB") DataSize largestBody,
    @DefaultValue("500") int variantsKept) {

  AttemptRules rules() {
    return new AttemptRules(grace, longestLoading);
  }
}
