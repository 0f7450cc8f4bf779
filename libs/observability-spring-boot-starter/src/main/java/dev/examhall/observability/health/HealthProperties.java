package dev.examhall.observability.health;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * When a service counts as unwell.
 *
 * @param memoryWarning per cent of the heap in use after a collection
 * @param memoryCritical per cent of the heap in use after a collection
 * @param diskCritical free space below this is critical
 * @param diskWarning per cent of the disk in use
 * @param kafkaTimeout how long Kafka may take to answer
 */
@Validated
@ConfigurationProperties("examhall.health")
public record HealthProperties(
    @DefaultValue("75") @Min(1) @Max(100) int memoryWarning,
    @DefaultValue("90") @Min(1) @Max(100) int memoryCritical,
    @DefaultValue("1GB") @NotNull DataSize diskCritical,
    @DefaultValue("90") @Min(1) @Max(100) int diskWarning,
    @DefaultValue("2s") @NotNull Duration kafkaTimeout) {}
