package dev.examhall.observability.measure;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param slowOperation what takes longer is logged as a warning
 */
@Validated
@ConfigurationProperties("examhall.observability")
public record MeasureProperties(@DefaultValue("1s") @NotNull Duration slowOperation) {}
