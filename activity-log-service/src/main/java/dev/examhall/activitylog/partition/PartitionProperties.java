package dev.examhall.activitylog.partition;

import jakarta.validation.constraints.AssertTrue;
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
 * @param retention how old a month may be, from its end, before it is dropped; nothing is dropped
 *     at zero
 */
@Validated
@ConfigurationProperties("examhall.activity-log")
record PartitionProperties(
    @DefaultValue("2") @Min(1) @Max(24) int monthsAhead,
    @DefaultValue("12h") @NotNull Duration partitionCheck,
    @DefaultValue("400d") @NotNull Duration retention) {

  @AssertTrue(message = "retention must be zero or at least a day")
  boolean isRetentionSensible() {
    return retention.isZero() || retention.toDays() >= 1;
  }
}
