package dev.examhall.eventdelivery.outbox;

import dev.examhall.eventdelivery.outbox.RelayRound.Parked;
import dev.examhall.eventdelivery.publishing.EncodedEvent;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The relay's side of the table, on the one connection that holds the relay's lock: when the lock
 * is lost, so is the connection that could delete.
 */
final class OutboxRepository {

  static final String CHANNEL = "examhall_outbox";

  /** Any constant that nobody else in these databases uses for an advisory lock. */
  static final long LOCK = 0x6578616d_6f757462L;

  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(10);

  private final PostgresqlConnection connection;

  OutboxRepository(PostgresqlConnection connection) {
    this.connection = connection;
  }

  /**
   * Emits once it listens, and then at each commit that appended something: who reads at each of
   * them misses none.
   */
  Flux<Object> wakes() {
    return connection
        .createStatement("LISTEN " + CHANNEL)
        .execute()
        .flatMap(PostgresqlResult::getRowsUpdated)
        .then()
        .timeout(QUERY_TIMEOUT)
        .thenMany(Flux.merge(connection.getNotifications(), Mono.just("listening")));
  }

  /** The oldest rows that are to be published. */
  Mono<List<OutboxRow>> oldest(int limit) {
    return connection
        .createStatement(
            """
            SELECT seq, id, occurred_at, topic, key, type, traceparent, body
            FROM outbox WHERE parked IS NULL ORDER BY seq LIMIT $1
            """)
        .bind("$1", limit)
        .execute()
        .flatMap(result -> result.map(OutboxRepository::row))
        .collectList()
        .timeout(QUERY_TIMEOUT);
  }

  Mono<Void> delete(List<OutboxRow> rows) {
    if (rows.isEmpty()) {
      return Mono.empty();
    }
    return connection
        .createStatement("DELETE FROM outbox WHERE seq = ANY($1)")
        .bind("$1", rows.stream().map(OutboxRow::seq).toArray(Long[]::new))
        .execute()
        .flatMap(PostgresqlResult::getRowsUpdated)
        .then()
        .timeout(QUERY_TIMEOUT);
  }

  Mono<Void> park(Parked parked) {
    return connection
        .createStatement("UPDATE outbox SET parked = $2 WHERE seq = $1")
        .bind("$1", parked.row().seq())
        .bind("$2", parked.reason())
        .execute()
        .flatMap(PostgresqlResult::getRowsUpdated)
        .then()
        .timeout(QUERY_TIMEOUT);
  }

  private static OutboxRow row(Readable row) {
    return new OutboxRow(
        column(row, "seq", Long.class),
        new EncodedEvent(
            column(row, "id", UUID.class),
            column(row, "occurred_at", OffsetDateTime.class).toInstant(),
            column(row, "topic", String.class),
            column(row, "key", String.class),
            column(row, "type", String.class),
            row.get("traceparent", String.class),
            column(row, "body", String.class).getBytes(StandardCharsets.UTF_8)));
  }

  private static <T> T column(Readable row, String name, Class<T> type) {
    return Objects.requireNonNull(row.get(name, type), name);
  }
}
