package dev.examhall.activitylog.chain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An activity as it is sealed: to the letter as PostgreSQL gives it back.
 *
 * @param at whole microseconds
 * @param details JSON text
 */
public record Content(
    UUID id,
    Instant at,
    String kind,
    @Nullable String actorType,
    @Nullable String actorId,
    @Nullable String actorName,
    String verb,
    @Nullable String objectType,
    @Nullable String objectId,
    @Nullable UUID examId,
    @Nullable UUID sessionId,
    String severity,
    @Nullable String message,
    String details,
    String service,
    @Nullable String traceId,
    int schemaVersion) {}
