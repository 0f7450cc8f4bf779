package dev.examhall.examrender.session;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A session as it is stored, without its answers. */
record SessionRow(
    UUID id,
    UUID examId,
    int examVersion,
    String studentName,
    String levelCode,
    Attempt attempt,
    @Nullable UUID movedTo,
    Position position,
    Marks marks,
    Instant matchedAt,
    @Nullable String receiptSha256,
    int receiptAnswers,
    int questionCount,
    boolean levelChange,
    boolean hasTracks,
    Writer writer) {

  /** The receipt of an ended session. */
  Receipt receipt() {
    if (attempt.endedAt() == null || receiptSha256 == null) {
      throw new IllegalStateException("Session " + id + " has no receipt: it has not ended");
    }
    return Receipt.of(id, attempt.endedAt(), attempt.state(), receiptAnswers, receiptSha256);
  }
}
