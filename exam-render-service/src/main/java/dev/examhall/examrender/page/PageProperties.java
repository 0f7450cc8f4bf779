package dev.examhall.examrender.page;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How pages are made and show things.
 *
 * @param timeZone of times of day, such as {@code Asia/Seoul}; by default the machine's
 * @param splicedPages memory for exam pages that are rendered and compressed already; one takes
 *     about 90 KB for each exam, language and release
 * @param splicedPagesKept how long one is kept without a view
 * @param templates folder of templates that are compiled anew when they change, for development
 *     (set {@code splicedPages} to 0 then); by default the compiled ones of the jar
 */
@Validated
@ConfigurationProperties("examhall.page")
record PageProperties(
    @Nullable ZoneId timeZone,
    @NotNull @DefaultValue("32MB") DataSize splicedPages,
    @NotNull @DefaultValue("1h") Duration splicedPagesKept,
    @Nullable Path templates) {}
