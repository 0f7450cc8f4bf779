package dev.examhall.examrender.media;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where files are stored, and for how long a student's right to them lasts.
 *
 * @param url address of asset-service
 * @param uploadTimeout for the answer after the last byte was sent
 * @param linkTimeout for one attempt at naming an exam's files
 * @param cookieLife how long the cookie opens an exam's files
 */
@Validated
@ConfigurationProperties("examhall.media")
record MediaProperties(
    @NotNull @DefaultValue("http://127.0.0.1:8085") URI url,
    @NotNull @DefaultValue("60s") Duration uploadTimeout,
    @NotNull @DefaultValue("3s") Duration linkTimeout,
    @NotNull @DefaultValue("28h") Duration cookieLife) {}
