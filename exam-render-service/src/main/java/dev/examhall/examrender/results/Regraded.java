package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.SelectAllRule;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A regrading that was carried out, or is.
 *
 * @param keyVersion whose key it uses
 * @param sessions how many it changed so far
 * @param lookedAt how many it has graded again so far
 * @param total how many there were when it began
 * @param finishedAt null while it goes on
 */
public record Regraded(
    UUID id,
    int keyVersion,
    SelectAllRule selectAll,
    String reason,
    String byName,
    Instant at,
    int sessions,
    int lookedAt,
    int total,
    @Nullable Instant finishedAt) {

  /** Whether nothing is left to do. */
  public boolean isFinished() {
    return finishedAt != null;
  }
}
