package dev.examhall.activitylog.partition;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param monthsAhead partitions that are there before their month begins
 * @param partitionCheck how often they are looked after
 */
@Validated
@ConfigurationProperties("examhall.activity-log")
record PartitionProperties(
    @DefaultValue("2") @Min(1) @Max(24) int monthsAhead,
    @DefaultValue("12h") @NotNull Duration partitionCheck) {}
