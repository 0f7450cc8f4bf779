package dev.examhall.events.activitylog.v1;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody did something, or something happened, in the shape of xAPI's actor, verb and object.
 *
 * @param id UUIDv7; the same id is the same activity, however often it is delivered
 * @param at when it happened, by the clock of the service that records it
 * @param actor who did it; absent for what the system did by itself
 * @param verb lower-case past participle with hyphens, such as {@code session-started}
 * @param object what it was done to
 * @param examId the exam that it belongs to, for the rights of teachers
 * @param sessionId the student's session that it belongs to, for its timeline
 * @param message one sentence for a reader; absent where verb and object say it all
 * @param details JSON values only, and no personal data beyond what the reader of the log needs
 * @param service id of the service that records it
 * @param traceId the trace that it happened in, 32 hexadecimal digits
 * @param schemaVersion version of this shape, now {@value #SCHEMA_VERSION}; readers refuse higher
 *     ones
 */
public record ActivityRecorded(
    UUID id,
    Instant at,
    Kind kind,
    @Nullable Actor actor,
    String verb,
    @Nullable ObjectRef object,
    @Nullable UUID examId,
    @Nullable UUID sessionId,
    Severity severity,
    @Nullable String message,
    Map<String, Object> details,
    String service,
    @Nullable String traceId,
    int schemaVersion) {

  public static final String TOPIC = "examhall.activity-recorded.v1";
  public static final String TYPE = "dev.examhall.activity-recorded.v1";
  public static final int SCHEMA_VERSION = 1;

  public ActivityRecorded {
    // JSON null is a legal detail, so Map.copyOf (which refuses nulls) is no use here.
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** Who: a person, a student or a service. */
  public record Actor(String type, String id, @Nullable String name) {}

  /** What it was done to: an exam, a session, an account, a page. */
  public record ObjectRef(String type, String id) {}

  /** Whether somebody did it or the system did. */
  public enum Kind {
    USER_ACTION,
    SYSTEM_EVENT
  }

  /** How much it matters to an operator. */
  public enum Severity {
    INFO,
    WARNING,
    ERROR,
    CRITICAL
  }
}
