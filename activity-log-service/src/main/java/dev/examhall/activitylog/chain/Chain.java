package dev.examhall.activitylog.chain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/**
 * The arithmetic of a day's chain: every activity's hash is that of the one before it, its id and
 * its leaf; the first one's is that of the day.
 */
final class Chain {

  /** Bytes of each hash that are kept in the witness: enough to name where two chains part. */
  static final int MARK = 4;

  private final MessageDigest sha = sha256();
  private byte[] hash;

  private Chain(byte[] hash) {
    this.hash = hash;
  }

  static Chain of(LocalDate day) {
    return new Chain(
        sha256().digest(("examhall activity chain 1 " + day).getBytes(StandardCharsets.UTF_8)));
  }

  static Chain after(byte[] hash) {
    return new Chain(hash.clone());
  }

  void add(UUID id, byte[] leaves, int index) {
    sha.update(hash);
    sha.update(bytes(id));
    sha.update(leaves, index * Sealing.BYTES, Sealing.BYTES);
    hash = sha.digest();
  }

  byte[] hash() {
    return hash.clone();
  }

  byte[] mark() {
    return Arrays.copyOf(hash, MARK);
  }

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
