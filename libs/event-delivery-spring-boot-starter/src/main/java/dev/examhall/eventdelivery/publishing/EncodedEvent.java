package dev.examhall.eventdelivery.publishing;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as bytes, with the trace that caused it.
 *
 * @param traceparent W3C trace context
 * @param body JSON in UTF-8; whoever gets it leaves it as it is
 */
@SuppressWarnings("ArrayRecordComponent") // a body is handed on, never compared
public record EncodedEvent(
    UUID id,
    Instant time,
    String topic,
    String key,
    String type,
    @Nullable String traceparent,
    byte[] body) {}
