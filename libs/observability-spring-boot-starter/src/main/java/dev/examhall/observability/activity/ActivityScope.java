package dev.examhall.observability.activity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an activity belongs to: decides which teachers may read it, and which session's timeline
 * shows it.
 */
public record ActivityScope(@Nullable UUID examId, @Nullable UUID sessionId) {

  public static final ActivityScope NONE = new ActivityScope(null, null);

  public static ActivityScope exam(UUID examId) {
    return new ActivityScope(examId, null);
  }

  public static ActivityScope session(@Nullable UUID examId, UUID sessionId) {
    return new ActivityScope(examId, sessionId);
  }
}
