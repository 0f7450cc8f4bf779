package dev.examhall.cache.entry;

/** What a miss came to. */
sealed interface Opened {

  /** The key was filled in the meantime. */
  record Filled(StoredValue value) implements Opened {}

  /** A token, with the lease or without. */
  record Token(FillToken token) implements Opened {}
}
