package dev.examhall.activitylog.search;

import dev.examhall.activitylog.search.Activity.Actor;
import dev.examhall.activitylog.search.Activity.ObjectRef;
import io.r2dbc.spi.Readable;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Component
final class ActivitySearchRepository {

  private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};

  private static final String SELECT =
      """
      SELECT id, at, kind, actor_type, actor_id, actor_name, verb, object_type, object_id, exam_id,
        session_id, severity, message, CAST(details AS text) AS details, service, trace_id
      FROM activity
      """;

  private final DatabaseClient database;
  private final JsonMapper json = JsonMapper.builder().build();

  ActivitySearchRepository(DatabaseClient database) {
    this.database = database;
  }

  /** The activities that a query asks for, and one more where there are more. */
  Flux<Activity> find(ActivityQuery query) {
    Conditions conditions = conditions(query);
    String sql =
        SELECT
            + conditions.where()
            + (query.oldestFirst() ? " ORDER BY id" : " ORDER BY id DESC")
            + " LIMIT "
            + (query.limit() + 1);
    return database.sql(sql).bindValues(conditions.values).map(this::activity).all();
  }

  private static final class Conditions {

    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    void add(String condition, String name, @Nullable Object value) {
      if (value != null) {
        conditions.add(condition);
        values.put(name, value);
      }
    }

    String where() {
      return conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
    }
  }

  private static Conditions conditions(ActivityQuery query) {
    Conditions all = new Conditions();
    all.add("actor_id = :actor", "actor", query.actor());
    all.add("object_type = :objectType", "objectType", query.objectType());
    all.add("object_id = :object", "object", query.object());
    all.add("exam_id = :exam", "exam", query.exam());
    all.add("session_id = :session", "session", query.session());
    all.add("verb = :verb", "verb", query.verb());
    all.add(
        "severity = ANY(:severities)",
        "severities",
        query.severities().isEmpty()
            ? null
            : query.severities().stream().map(Enum::name).toArray(String[]::new));
    // An id is as old as its activity, give or take clocks: a day's slack finds its partitions.
    all.add(
        "at >= :from AND id >= uuid_v7_floor(:from - interval '1 day')",
        "from",
        query.from() == null ? null : query.from().atOffset(ZoneOffset.UTC));
    all.add(
        "at < :to AND id < uuid_v7_floor(:to + interval '1 day')",
        "to",
        query.to() == null ? null : query.to().atOffset(ZoneOffset.UTC));
    all.add("search @@ websearch_to_tsquery('simple', :words)", "words", query.words());
    all.add(query.oldestFirst() ? "id > :after" : "id < :after", "after", query.after());
    return all;
  }

  private Activity activity(Readable row) {
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
        json.readValue(column(row, "details", String.class), DETAILS),
        column(row, "service", String.class),
        row.get("trace_id", String.class));
  }

  private static <T> T column(Readable row, String name, Class<T> type) {
    return Objects.requireNonNull(row.get(name, type), name);
  }
}
