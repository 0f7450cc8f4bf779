package dev.examhall.examrender.session;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What open pages are told of a session's clock.
 *
 * @param remainingSeconds time left, rounded up; null until the clock runs
 * @param writer the number of the page that writes; another page may not
 * @param addedSeconds sum of all time given besides the exam's own, pauses included
 * @param reason why the time was changed last, in the words of whoever did it; null if it never was
 */
record SessionClock(
    SessionState state,
    Instant serverNow,
    @Nullable Instant deadline,
    @Nullable Long remainingSeconds,
    @Nullable Instant pausedAt,
    @Nullable UUID movedTo,
    int writer,
    int addedSeconds,
    @Nullable String reason) {}
