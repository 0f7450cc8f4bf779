package dev.examhall.cacheclient;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What cache-service said about a key. */
sealed interface Lookup {

  /**
   * A value.
   *
   * @param freshFor how long it is still fresh; negative when it is stale
   * @param refreshToken present when this caller is asked to load a new value
   */
  record Hit(Payload payload, Duration freshFor, @Nullable String refreshToken) implements Lookup {}

  /**
   * No value.
   *
   * @param fillToken proves at the fill that nothing was invalidated since
   * @param loadingElsewhere another process has the lease for the key
   */
  record Miss(String fillToken, boolean loadingElsewhere) implements Lookup {}

  /** No answer; the caller does without. */
  record Unavailable() implements Lookup {}

  /** A value's bytes and what they are. */
  @SuppressWarnings("ArrayRecordComponent")
  record Payload(byte[] bytes, String contentType, @Nullable String contentEncoding) {}

  /** What a fill came to. */
  enum Filled {
    STORED,
    /** An invalidation came between the lookup and the fill. */
    INVALIDATED_MEANWHILE,
    NOT_STORED
  }

  /** Tags and patterns of one invalidation. */
  record Invalidation(List<String> patterns, List<String> tags) {}
}
