package dev.examhall.activitylog.chain;

import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An activity as the table holds it now.
 *
 * @param salt absent once the personal part is gone, and where it is older than the chain
 * @param commitment absent until then
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SealedRow(Content content, @Nullable UUID salt, byte @Nullable [] commitment) {

  /** What {@link #of} reads. */
  public static final String COLUMNS =
      """
      id, at, kind, actor_type, actor_id, actor_name, verb, object_type, object_id, exam_id,
        session_id, severity, message, CAST(details AS text) AS details, service, trace_id,
        schema_version, salt, commitment
      """;

  /** Reads a row with {@link #COLUMNS}. */
  public static SealedRow of(Readable row) {
    ByteBuffer commitment = row.get("commitment", ByteBuffer.class);
    return new SealedRow(
        new Content(
            column(row, "id", UUID.class),
            column(row, "at", OffsetDateTime.class).toInstant(),
            column(row, "kind", String.class),
            row.get("actor_type", String.class),
            row.get("actor_id", String.class),
            row.get("actor_name", String.class),
            column(row, "verb", String.class),
            row.get("object_type", String.class),
            row.get("object_id", String.class),
            row.get("exam_id", UUID.class),
            row.get("session_id", UUID.class),
            column(row, "severity", String.class),
            row.get("message", String.class),
            column(row, "details", String.class),
            column(row, "service", String.class),
            row.get("trace_id", String.class),
            column(row, "schema_version", Integer.class)),
        row.get("salt", UUID.class),
        commitment == null ? null : bytes(commitment));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static <T> T column(Readable row, String name, Class<T> type) {
    return Objects.requireNonNull(row.get(name, type), name);
  }
}
