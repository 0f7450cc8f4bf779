package dev.examhall.cache.redis;

/** Is told when an epoch begins through this instance. */
@FunctionalInterface
public interface OnNewEpoch {

  /** All values from before this epoch are gone. Must not wait. */
  void began(long epoch);
}
