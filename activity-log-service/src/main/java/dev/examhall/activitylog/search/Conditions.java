package dev.examhall.activitylog.search;

import dev.examhall.activitylog.rights.ReadingScope;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a query and its reader's rights ask of each row, as SQL. */
final class Conditions {

  private static final String WORDS =
      "activity_words(verb, actor_name, actor_id, object_type, object_id, message, service,"
          + " details)";

  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  private Conditions() {}

  static Conditions of(ActivityQuery query, ReadingScope scope) {
    Conditions all = new Conditions();
    switch (scope) {
      case ReadingScope.Everything ignored -> {}
      case ReadingScope.EveryExam ignored -> all.conditions.add("exam_id IS NOT NULL");
      case ReadingScope.ExamsOf mine ->
          all.add(
              "exam_id IN (SELECT exam_id FROM exam_owner WHERE owner_id = :owner"
                  + " UNION ALL SELECT exam_id FROM exam_sharing WHERE shared)",
              "owner",
              mine.owner());
    }
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
    all.add(WORDS + " @@ websearch_to_tsquery('simple', :words)", "words", query.words());
    return all;
  }

  /** One more, unless its value is absent. */
  Conditions add(String condition, String name, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      values.put(name, value);
    }
    return this;
  }

  String where() {
    return conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
  }

  Map<String, Object> values() {
    return values;
  }
}
