package dev.examhall.activitylog.intake;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param consumers that read the topic, each with a connection to the database of its own; more
 *     than the topic has partitions are of no use
 */
@Validated
@ConfigurationProperties("examhall.activity-log.intake")
record IntakeProperties(@DefaultValue("3") @Min(1) @Max(16) int consumers) {}
