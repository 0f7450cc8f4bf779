package dev.examhall.launcher;

import java.util.Optional;

/**
 * The six services, in the order of their ports.
 *
 * @see SuitePorts
 */
enum Service {
  GATEWAY("gateway", "GATEWAY", "gateway", true),
  EXAM_RENDER("exam-render-service", "EXAM_RENDER", "exam_render", false),
  CACHE("cache-service", "CACHE", null, true),
  MONITORING("monitoring-service", "MONITORING", "monitoring", false),
  ACTIVITY_LOG("activity-log-service", "ACTIVITY_LOG", "activity_log", false),
  ASSET("asset-service", "ASSET", null, false);

  private final String id;
  private final String variable;
  private final @org.jspecify.annotations.Nullable String database;
  private final boolean usesRedis;

  Service(
      String id,
      String variable,
      @org.jspecify.annotations.Nullable String database,
      boolean usesRedis) {
    this.id = id;
    this.variable = variable;
    this.database = database;
    this.usesRedis = usesRedis;
  }

  /** Folder, jar, {@code spring.application.name}. */
  String id() {
    return id;
  }

  /** The environment variable that tells the others where it is. */
  String urlVariable() {
    return "EXAMHALL_" + variable + "_URL";
  }

  /** Its database and role, if it has one. */
  Optional<String> database() {
    return Optional.ofNullable(database);
  }

  boolean usesRedis() {
    return usesRedis;
  }
}
