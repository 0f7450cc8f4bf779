package dev.examhall.examrender.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a session's time ledger.
 *
 * @param seq from 1
 * @param kind ALLOWED for the exam's own time, else the name of a {@link TimeChange.Kind}
 * @param seconds what was given, or taken if negative; 0 for a pause, which is given back when it
 *     ends
 * @param byName who did it; null for what nobody decided
 */
public record TimeEntry(
    int seq,
    String kind,
    int seconds,
    @Nullable String reason,
    @Nullable String byName,
    Instant at) {}
