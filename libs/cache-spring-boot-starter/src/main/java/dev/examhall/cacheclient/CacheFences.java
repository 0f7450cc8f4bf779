package dev.examhall.cacheclient;

/**
 * For what is made of cached values and kept elsewhere, such as a rendered page: tells at the cost
 * of reading a few counters whether it may be used still.
 */
public final class CacheFences {

  private final NearCache near;

  CacheFences(NearCache near) {
    this.near = near;
  }

  /** The beginning of a reading. */
  @FunctionalInterface
  public interface Fence {
    /**
     * Whether no invalidation of the key came since, as far as this process heard, and whether that
     * is not longer ago than near copies live (10 s): so a silent broker costs seconds here, too.
     */
    boolean holds();
  }

  /** To be taken before what is kept is read; never after. */
  public Fence of(CacheKey key) {
    NearCache.Reading reading = near.begin(key);
    return () -> near.current(key, reading);
  }
}
