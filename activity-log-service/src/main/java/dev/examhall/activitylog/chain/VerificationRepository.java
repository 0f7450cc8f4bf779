package dev.examhall.activitylog.chain;

import dev.examhall.activitylog.chain.BlockCheck.Row;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a check reads of the database. */
@Component
final class VerificationRepository {

  private static final String IN_NO_CHAIN =
      """
      FROM activity a, chain_state s
      WHERE a.leaf <> '' AND (a.stored_xid, a.id) <= (s.stored_xid, s.id)
        AND NOT EXISTS (SELECT FROM (SELECT unnest(ids) AS id FROM chain_block) c WHERE c.id = a.id)
      """;

  private final DatabaseClient database;

  VerificationRepository(DatabaseClient database) {
    this.database = database;
  }

  Mono<List<LocalDate>> days() {
    return database
        .sql("SELECT DISTINCT day FROM chain_block ORDER BY day")
        .map(row -> column(row, "day", LocalDate.class))
        .all()
        .collectList();
  }

  Mono<Block> block(LocalDate day, int number) {
    return database
        .sql(
            """
            SELECT day, number, first_position, ids, leaves, hash FROM chain_block
            WHERE day = :day AND number = :number
            """)
        .bind("day", day)
        .bind("number", number)
        .map(row -> SealingRepository.block(row))
        .one();
  }

  Mono<Integer> blocks(LocalDate day) {
    return database
        .sql("SELECT coalesce(max(number), 0) AS last FROM chain_block WHERE day = :day")
        .bind("day", day)
        .map(row -> column(row, "last", Integer.class))
        .one();
  }

  Mono<Map<UUID, Row>> rows(Collection<UUID> ids) {
    return database
        .sql(
            """
            SELECT id, at, kind, actor_type, actor_id, actor_name, verb, object_type, object_id,
              exam_id, session_id, severity, message, CAST(details AS text) AS details, service,
              trace_id, schema_version, salt, commitment, erasure
            FROM activity WHERE id = ANY(:ids)
            """)
        .bind("ids", ids.toArray(UUID[]::new))
        .map(row -> row(row))
        .all()
        .collectMap(row -> row.content().id());
  }

  /** Activities that are in no day's chain though later ones are. */
  Flux<UUID> strays() {
    return database
        .sql("SELECT a.id " + IN_NO_CHAIN + " ORDER BY a.id LIMIT 1")
        .map(row -> column(row, "id", UUID.class))
        .all();
  }

  Mono<Long> waiting() {
    return database
        .sql(
            """
            SELECT count(*) AS count FROM activity a, chain_state s
            WHERE (a.stored_xid, a.id) > (s.stored_xid, s.id)
            """)
        .map(row -> column(row, "count", Long.class))
        .one();
  }

  /** How many there are without a seal, and the newest of them. */
  record Unsealed(long count, @Nullable UUID newest) {}

  Mono<Unsealed> unsealed() {
    return database
        .sql(
            """
            SELECT count(*) AS count, (array_agg(id ORDER BY id DESC))[1] AS newest
            FROM activity WHERE leaf = ''
            """)
        .map(row -> new Unsealed(column(row, "count", Long.class), row.get("newest", UUID.class)))
        .one();
  }

  /** The smallest id of a day. */
  Mono<UUID> floor(LocalDate day) {
    return database
        .sql("SELECT uuid_v7_floor(:day) AS id")
        .bind("day", day.atStartOfDay().atOffset(ZoneOffset.UTC))
        .map(row -> column(row, "id", UUID.class))
        .one();
  }

  private static Row row(Readable row) {
    ByteBuffer commitment = row.get("commitment", ByteBuffer.class);
    return new Row(
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
        commitment == null ? null : bytes(commitment),
        row.get("erasure", UUID.class));
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
