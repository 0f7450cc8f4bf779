package dev.examhall.cache.entry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value as it lies in Redis: four numbers of 16 digits, which the scripts write and compare, then
 * what {@link #encode} wrote.
 *
 * @param issued the cache's clock when the value's load began
 * @param storedAt milliseconds since 1970
 * @param ttlMillis how long after that it is fresh
 * @param loadMicros how long it took to load
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredValue(
    long issued,
    long storedAt,
    long ttlMillis,
    long loadMicros,
    List<String> tags,
    String contentType,
    @Nullable String contentEncoding,
    byte[] raw,
    int bodyStart) {

  static final int NUMBER = 16;
  static final int HEADER = 4 * NUMBER;

  /** What follows the numbers. */
  static byte[] encode(
      long storedAt,
      long ttlMillis,
      long loadMicros,
      List<String> tags,
      String contentType,
      @Nullable String contentEncoding,
      byte[] body) {
    List<byte[]> texts = new ArrayList<>(tags.size() + 2);
    texts.add(ascii(contentType));
    texts.add(ascii(contentEncoding == null ? "" : contentEncoding));
    tags.forEach(tag -> texts.add(ascii(tag)));
    int size = 3 * Long.BYTES + Short.BYTES + body.length;
    for (byte[] text : texts) {
      size += Short.BYTES + text.length;
    }
    ByteBuffer buffer = ByteBuffer.allocate(size);
    buffer.putLong(storedAt).putLong(ttlMillis).putLong(loadMicros);
    buffer.putShort((short) tags.size());
    for (byte[] text : texts) {
      buffer.putShort((short) text.length).put(text);
    }
    return buffer.put(body).array();
  }

  /**
   * Reads a value, if it is from these generations.
   *
   * @return null when it is from others
   */
  static @Nullable StoredValue decode(
      byte[] raw, byte[] epoch, byte[] prefixGeneration, byte[] entityGeneration) {
    if (raw.length < HEADER
        || !numberAt(raw, 0, epoch)
        || !numberAt(raw, NUMBER, prefixGeneration)
        || !numberAt(raw, 2 * NUMBER, entityGeneration)) {
      return null;
    }
    long issued = 0;
    for (int i = 3 * NUMBER; i < HEADER; i++) {
      if (raw[i] < '0' || raw[i] > '9') {
        throw new IllegalArgumentException("no number where one was stored");
      }
      issued = issued * 10 + raw[i] - '0';
    }
    ByteBuffer buffer = ByteBuffer.wrap(raw, HEADER, raw.length - HEADER);
    long storedAt = buffer.getLong();
    long ttlMillis = buffer.getLong();
    long loadMicros = buffer.getLong();
    int tagCount = buffer.getShort();
    String contentType = text(buffer);
    String contentEncoding = text(buffer);
    List<String> tags = tagCount == 0 ? List.of() : new ArrayList<>(tagCount);
    for (int i = 0; i < tagCount; i++) {
      tags.add(text(buffer));
    }
    return new StoredValue(
        issued,
        storedAt,
        ttlMillis,
        loadMicros,
        tags,
        contentType,
        contentEncoding.isEmpty() ? null : contentEncoding,
        raw,
        buffer.position());
  }

  ByteBuffer body() {
    return ByteBuffer.wrap(raw, bodyStart, raw.length - bodyStart).slice();
  }

  int bodyLength() {
    return raw.length - bodyStart;
  }

  /** How long it is still fresh; negative when it is stale. */
  Duration freshFor(long nowMillis) {
    return Duration.ofMillis(storedAt + ttlMillis - nowMillis);
  }

  /** Seconds since it was stored. */
  long ageSeconds(long nowMillis) {
    return Math.max(0, (nowMillis - storedAt) / 1000);
  }

  /** Differs for each storing. */
  String entityTag() {
    return '"' + Long.toString(issued, 36) + '-' + Long.toString(storedAt, 36) + '"';
  }

  private static boolean numberAt(byte[] raw, int at, byte[] number) {
    return java.util.Arrays.equals(raw, at, at + NUMBER, number, 0, number.length);
  }

  private static String text(ByteBuffer buffer) {
    byte[] text = new byte[buffer.getShort() & 0xffff];
    buffer.get(text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
