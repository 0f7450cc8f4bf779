package dev.examhall.cache.statistics;

/**
 * What an instance did with a prefix since it started.
 *
 * @param hitRate hits, stale and coalesced answers, of all reads; 0 to 1
 */
record PrefixStatistics(
    String prefix,
    long hits,
    long stale,
    long coalesced,
    long misses,
    double hitRate,
    long refreshes,
    long fills,
    long refusedFills,
    long puts,
    long deletions,
    long invalidations,
    long bytesRead,
    long bytesWritten,
    long loads,
    double meanLoadMilliseconds) {}
