package dev.examhall.observability.activity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/** Ids that are the same for the same thing. */
final class ActivityId {

  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private ActivityId() {}

  /**
   * A UUIDv7 (RFC 9562) of that millisecond, whose other 74 bits are of a SHA-256 instead of random
   * ones.
   */
  static UUID of(Instant at, String told) {
    ByteBuffer hash;
    try {
      hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(told.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    long high = at.toEpochMilli() << 16 | VERSION_7 | hash.getLong() & 0xFFFL;
    long low = hash.getLong() >>> 2 | VARIANT;
    return new UUID(high, low);
  }
}
