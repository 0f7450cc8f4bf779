package dev.examhall.examrender.session;

import dev.examhall.examrender.placement.CurriculumLevel;
import dev.examhall.examrender.placement.EnglishRank;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A session to be stored. */
record NewSession(
    UUID id,
    UUID examId,
    int examVersion,
    CurriculumLevel level,
    String studentName,
    String parentPhone,
    @Nullable String school,
    int grade,
    EnglishRank rank,
    byte[] tokenHash,
    Duration allowed,
    Instant matchedAt) {}
