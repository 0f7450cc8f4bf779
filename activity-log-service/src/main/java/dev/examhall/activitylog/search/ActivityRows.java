package dev.examhall.activitylog.search;

import dev.examhall.activitylog.search.Activity.Actor;
import dev.examhall.activitylog.search.Activity.ObjectRef;
import io.r2dbc.spi.Readable;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads activities out of rows. */
final class ActivityRows {

  static final String COLUMNS =
      """
      id, at, kind, actor_type, actor_id, actor_name, verb, object_type, object_id, exam_id,
        session_id, severity, message, CAST(details AS text) AS details, service, trace_id,
        erasure IS NOT NULL AS erased
      """;

  private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ActivityRows() {}

  static Activity activity(Readable row) {
    String actorType = row.get("actor_type", String.class);
    String actorId = row.get("actor_id", String.class);
    String objectType = row.get("object_type", String.class);
    String objectId = row.get("object_id", String.class);
    return new Activity(
        column(row, "id", UUID.class),
        column(row, "at", OffsetDateTime.class).toInstant(),
        column(row, "kind", String.class),
        actorType == null || actorId == null
            ? null
            : new Actor(actorType, actorId, row.get("actor_name", String.class)),
        column(row, "verb", String.class),
        objectType == null || objectId == null ? null : new ObjectRef(objectType, objectId),
        row.get("exam_id", UUID.class),
        row.get("session_id", UUID.class),
        column(row, "severity", String.class),
        row.get("message", String.class),
        JSON.readValue(column(row, "details", String.class), DETAILS),
        column(row, "service", String.class),
        row.get("trace_id", String.class),
        Boolean.TRUE.equals(row.get("erased", Boolean.class)));
  }

  static <T> T column(Readable row, String name, Class<T> type) {
    return Objects.requireNonNull(row.get(name, type), name);
  }
}
