package dev.examhall.monitoring.errors;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One report.
 *
 * @param version of the service
 * @param route template of the request's address, such as {@code /sessions/{id}}
 * @param traceId 32 hexadecimal digits
 */
public record ErrorEvent(
    UUID id,
    String fingerprint,
    Instant at,
    String service,
    String type,
    @Nullable String version,
    @Nullable String route,
    @Nullable String traceId,
    String message,
    String stackTrace) {}
