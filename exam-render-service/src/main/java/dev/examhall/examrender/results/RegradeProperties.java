package dev.examhall.examrender.results;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How sessions are graded again.
 *
 * @param step how many sessions are graded in one transaction, which locks them for that long
 * @param answerAfter how long a caller waits for the end; then it goes on without
 * @param sweepEvery pause between two looks for what was begun and not ended
 */
@Validated
@ConfigurationProperties("examhall.regrade")
record RegradeProperties(
    @Min(1) @Max(1000) @DefaultValue("100") int step,
    @NotNull @DefaultValue("5s") Duration answerAfter,
    @NotNull @DefaultValue("10s") Duration sweepEvery) {}
