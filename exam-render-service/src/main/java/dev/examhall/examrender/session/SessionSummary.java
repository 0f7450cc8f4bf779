package dev.examhall.examrender.session;

import dev.examhall.examrender.placement.EnglishRank;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A line of the teachers' list. */
public record SessionSummary(
    UUID id,
    String studentName,
    @Nullable String school,
    int grade,
    EnglishRank rank,
    String examName,
    String levelName,
    SessionState state,
    Instant matchedAt,
    @Nullable Instant endedAt,
    @Nullable BigDecimal percent,
    int answered,
    int questionCount) {

  /** The same for those who watch over an exam and do not grade it. */
  public SessionSummary withoutScore() {
    return new SessionSummary(
        id,
        studentName,
        school,
        grade,
        rank,
        examName,
        levelName,
        state,
        matchedAt,
        endedAt,
        null,
        answered,
        questionCount);
  }
}
