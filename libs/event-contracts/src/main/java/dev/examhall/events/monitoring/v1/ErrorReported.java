package dev.examhall.events.monitoring.v1;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An error that nobody expected. Its key on Kafka is the fingerprint.
 *
 * @param type class of the exception, or the logger's name where there was none
 * @param fingerprint the same for the same bug over restarts and shifted lines
 * @param traceId the trace that it happened in, 32 hexadecimal digits
 * @param route method and template of the request's address, such as {@code GET /sessions/{id}}
 * @param version of the service
 */
public record ErrorReported(
    UUID id,
    Instant at,
    String service,
    String type,
    String message,
    String stackTrace,
    String fingerprint,
    @Nullable String traceId,
    @Nullable String route,
    @Nullable String version) {

  public static final String TOPIC = "examhall.error-reported.v1";
  public static final String TYPE = "dev.examhall.error-reported.v1";
}
