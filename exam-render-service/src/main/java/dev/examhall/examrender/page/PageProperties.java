package dev.examhall.examrender.page;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How pages show things.
 *
 * @param timeZone of times of day, such as {@code Asia/Seoul}; by default the machine's
 */
@ConfigurationProperties("examhall.page")
record PageProperties(@Nullable ZoneId timeZone) {}
