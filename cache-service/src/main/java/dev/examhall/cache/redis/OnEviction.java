package dev.examhall.cache.redis;

/** Is told of each value that Redis evicted for want of memory. */
@FunctionalInterface
public interface OnEviction {

  /** A value under this prefix is gone. Must not wait. */
  void evicted(String prefix);
}
