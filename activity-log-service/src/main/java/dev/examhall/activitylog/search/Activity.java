package dev.examhall.activitylog.search;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An activity as readers of the log get it.
 *
 * @param erased whether its personal part is gone
 */
public record Activity(
    UUID id,
    Instant at,
    String kind,
    @Nullable Actor actor,
    String verb,
    @Nullable ObjectRef object,
    @Nullable UUID examId,
    @Nullable UUID sessionId,
    String severity,
    @Nullable String message,
    Map<String, Object> details,
    String service,
    @Nullable String traceId,
    boolean erased) {

  /** Who did it. */
  public record Actor(String type, String id, @Nullable String name) {}

  /** What it was done to. */
  public record ObjectRef(String type, String id) {}
}
