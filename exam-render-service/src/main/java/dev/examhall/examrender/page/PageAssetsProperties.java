package dev.examhall.examrender.page;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where pages learn which bundles to load.
 *
 * @param url address of asset-service
 * @param timeout for one question; a first view waits for it
 * @param refreshAfter age at which a head is asked for again, while the old one is in use
 * @param retryAfter pause after a question that failed
 */
@Validated
@ConfigurationProperties("examhall.page-assets")
record PageAssetsProperties(
    @NotNull @DefaultValue("http://127.0.0.1:8085") URI url,
    @NotNull @DefaultValue("3s") Duration timeout,
    @NotNull @DefaultValue("10s") Duration refreshAfter,
    @NotNull @DefaultValue("5s") Duration retryAfter) {}
