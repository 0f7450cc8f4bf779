package dev.examhall.activitylog.chain;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param folder for keys and witness, shared by all instances; absent means {@code chain} in
 *     EXAMHALL_DATA_DIR
 * @param pause between two rounds of sealing
 * @param block activities that are sealed in one round at most
 */
@Validated
@ConfigurationProperties("examhall.activity-log.chain")
record ChainProperties(
    @Nullable Path folder,
    @DefaultValue("500ms") @NotNull Duration pause,
    @DefaultValue("5000") @Min(1) @Max(20_000) int block) {}
