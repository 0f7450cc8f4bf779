package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.SelectAllRule;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A regrading that was carried out, or is, or was refused.
 *
 * @param keyVersion whose key it uses
 * @param sessions how many it changed so far
 * @param lookedAt how many it has checked, and then graded again, so far
 * @param total how many there were when it began
 * @param finishedAt null while it goes on
 * @param checking whether it is still looked at if it would change what was seen
 * @param refused whether it was ended there, since it would have changed something else
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
    @Nullable Instant finishedAt,
    boolean checking,
    boolean refused) {

  /** Whether nothing is left to do. */
  public boolean isFinished() {
    return finishedAt != null;
  }
}
