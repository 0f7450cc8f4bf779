package dev.examhall.asset.bundle;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configuration of page bundles.
 *
 * @param cdnBase scheme and host of a CDN that pulls from this service, without a slash at the end;
 *     empty for none
 * @param releasesFolder where releases are kept for pages that are still open; shared by all
 *     instances
 * @param development folder of sources to serve instead of the release, bundled again at each
 *     change; null in production
 * @param keptReleases how many releases are kept, this one included
 */
@Validated
@ConfigurationProperties("examhall.bundles")
record BundleProperties(
    @DefaultValue("")
        @Pattern(
            regexp = "|https?://[^/?#\\s]+(/[^?#\\s]*[^/?#\\s])?",
            message = "must be empty or like https://cdn.example.org")
        String cdnBase,
    @NotNull Path releasesFolder,
    @DefaultValue("10") @Min(1) int keptReleases,
    @Nullable Path development) {}
