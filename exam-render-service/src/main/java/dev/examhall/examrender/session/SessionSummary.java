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
    int questionCount) {}
