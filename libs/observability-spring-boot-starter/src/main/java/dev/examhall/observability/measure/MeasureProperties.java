package dev.examhall.observability.measure;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param slowOperation what takes longer is logged as a warning
 * @param manyQueries statements of one operation; more are logged as a warning
 */
@Validated
@ConfigurationProperties("examhall.observability")
public record MeasureProperties(
    @DefaultValue("1s") @NotNull Duration slowOperation,
    @DefaultValue("10") @Min(1) int manyQueries) {}
