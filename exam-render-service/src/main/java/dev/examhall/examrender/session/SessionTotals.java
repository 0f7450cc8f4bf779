package dev.examhall.examrender.session;

/**
 * Numbers for the dashboard.
 *
 * @param running attempts that have begun and not ended
 * @param endedToday attempts that ended in the last 24 hours
 */
public record SessionTotals(long all, long running, long ended, long endedToday) {}
