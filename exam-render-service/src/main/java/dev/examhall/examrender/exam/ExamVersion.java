package dev.examhall.examrender.exam;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of an exam.
 *
 * @param begunAt when it was begun; null for one of an older release
 * @param begunBy name of whoever began it; null as well
 * @param active whether new sessions get it
 * @param used whether it was ever active, and so never changes
 * @param sessions how many sessions have it
 * @param openSessions how many of them are not over
 */
public record ExamVersion(
    int version,
    @Nullable Instant begunAt,
    @Nullable String begunBy,
    boolean active,
    boolean used,
    long sessions,
    long openSessions) {}
