package dev.examhall.cache.statistics;

/**
 * What an instance did with a prefix since it started.
 *
 * @param evictions values that Redis dropped for want of memory; every instance hears of each, so
 *     that those of two are not added
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
    long evictions,
    long bytesRead,
    long bytesWritten,
    long loads,
    double meanLoadMilliseconds) {

  /** What two instances did with it together. */
  PrefixStatistics plus(PrefixStatistics other) {
    long answered = hits + stale + coalesced + other.hits + other.stale + other.coalesced;
    long asked = answered + misses + other.misses;
    long allLoads = loads + other.loads;
    double loadTime = meanLoadMilliseconds * loads + other.meanLoadMilliseconds * other.loads;
    return new PrefixStatistics(
        prefix,
        hits + other.hits,
        stale + other.stale,
        coalesced + other.coalesced,
        misses + other.misses,
        asked == 0 ? 0 : (double) answered / asked,
        refreshes + other.refreshes,
        fills + other.fills,
        refusedFills + other.refusedFills,
        puts + other.puts,
        deletions + other.deletions,
        invalidations + other.invalidations,
        Math.max(evictions, other.evictions),
        bytesRead + other.bytesRead,
        bytesWritten + other.bytesWritten,
        allLoads,
        allLoads == 0 ? 0 : loadTime / allLoads);
  }
}
