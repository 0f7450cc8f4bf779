package dev.examhall.activitylog.chain;

import dev.examhall.activitylog.chain.Block.Tail;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The sealer's side of the chain, on the one connection that holds its lock: when the lock is lost,
 * so is the connection that could write.
 */
final class SealingRepository {

  /** Any constant that nobody else in this database uses for an advisory lock. */
  static final long LOCK = 0x6578616d_6368616eL;

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  /** Of what reads the whole table, once. */
  private static final Duration LONG_TIMEOUT = Duration.ofMinutes(10);

  private final PostgresqlConnection connection;

  SealingRepository(PostgresqlConnection connection) {
    this.connection = connection;
  }

  /** Activities that wait for their seal, in the order in which they are sealed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Waiting(String lastXid, List<UUID> ids, byte[] leaves) {

    Waiting {
      ids = List.copyOf(ids);
    }
  }

  private record Arrived(String xid, UUID id, ByteBuffer leaf) {}

  /**
   * What arrived since the last round. A transaction that is older than all that still run has
   * ended, so nothing can come before these any more.
   */
  Mono<Waiting> waiting(int limit) {
    return connection
        .createStatement(
            """
            SELECT CAST(a.stored_xid AS text) AS xid, a.id, a.leaf
            FROM activity a, chain_state s
            WHERE (a.stored_xid, a.id) > (s.stored_xid, s.id)
              AND a.stored_xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY a.stored_xid, a.id LIMIT $1
            """)
        .bind("$1", limit)
        .execute()
        .flatMap(
            result ->
                result.map(
                    row ->
                        new Arrived(
                            column(row, "xid", String.class),
                            column(row, "id", UUID.class),
                            column(row, "leaf", ByteBuffer.class))))
        .collectList()
        .timeout(TIMEOUT)
        .map(SealingRepository::waiting);
  }

  private static Waiting waiting(List<Arrived> arrived) {
    List<UUID> ids = new ArrayList<>(arrived.size());
    ByteBuffer leaves = ByteBuffer.allocate(arrived.size() * Sealing.BYTES);
    for (int i = 0; i < arrived.size(); i++) {
      ids.add(arrived.get(i).id());
      ByteBuffer leaf = arrived.get(i).leaf();
      // Who wrote a seal of another length did not write it here; the check will say so.
      leaves.put(leaf.slice(0, Math.min(leaf.remaining(), Sealing.BYTES)));
      leaves.position((i + 1) * Sealing.BYTES);
    }
    return new Waiting(arrived.isEmpty() ? "0" : arrived.getLast().xid(), ids, leaves.array());
  }

  /** The end of the newest day's chain; empty before the very first block. */
  Mono<Tail> tail() {
    return connection
        .createStatement(
            """
            SELECT day, number, first_position + cardinality(ids) - 1 AS position, hash
            FROM chain_block ORDER BY day DESC, number DESC LIMIT 1
            """)
        .execute()
        .flatMap(
            result ->
                result.map(
                    row ->
                        new Tail(
                            column(row, "day", LocalDate.class),
                            column(row, "number", Integer.class),
                            column(row, "position", Long.class),
                            bytes(row, "hash"))))
        .next()
        .timeout(TIMEOUT);
  }

  /** Activities from before the chain. */
  Mono<Long> unsealed() {
    return connection
        .createStatement("SELECT count(*) FROM activity WHERE leaf = ''")
        .execute()
        .flatMap(result -> result.map(row -> column(row, 0, Long.class)))
        .single()
        .timeout(LONG_TIMEOUT);
  }

  /** Appends a block, and that the chain goes as far as it does. */
  Mono<Void> append(Block block, String lastXid) {
    PostgresqlStatement insert =
        connection
            .createStatement(
                """
                INSERT INTO chain_block (day, number, first_position, ids, leaves, hash)
                VALUES ($1, $2, $3, $4, $5, $6)
                """)
            .bind("$1", block.day())
            .bind("$2", block.number())
            .bind("$3", block.firstPosition())
            .bind("$4", block.ids().toArray(UUID[]::new))
            .bind("$5", ByteBuffer.wrap(block.leaves()))
            .bind("$6", ByteBuffer.wrap(block.hash()));
    PostgresqlStatement advance =
        connection
            .createStatement("UPDATE chain_state SET stored_xid = CAST($1 AS xid8), id = $2")
            .bind("$1", lastXid)
            .bind("$2", block.ids().getLast());
    return connection
        .beginTransaction()
        .then(done(insert))
        .then(done(advance))
        .then(connection.commitTransaction())
        .timeout(TIMEOUT);
  }

  /** Blocks of a day after one of them, in order. */
  Flux<Block> blocks(LocalDate day, int after) {
    return connection
        .createStatement(
            """
            SELECT day, number, first_position, ids, leaves, hash FROM chain_block
            WHERE day = $1 AND number > $2 ORDER BY number
            """)
        .bind("$1", day)
        .bind("$2", after)
        .execute()
        .flatMap(result -> result.map(SealingRepository::block));
  }

  /** Days from one on that have blocks, with the hash before each first block that is asked for. */
  Flux<LocalDate> days(LocalDate from) {
    return connection
        .createStatement("SELECT DISTINCT day FROM chain_block WHERE day >= $1 ORDER BY day")
        .bind("$1", from)
        .execute()
        .flatMap(result -> result.map(row -> column(row, "day", LocalDate.class)));
  }

  static Block block(Readable row) {
    return new Block(
        column(row, "day", LocalDate.class),
        column(row, "number", Integer.class),
        column(row, "first_position", Long.class),
        List.of(column(row, "ids", UUID[].class)),
        bytes(row, "leaves"),
        bytes(row, "hash"));
  }

  static byte[] bytes(Readable row, String name) {
    ByteBuffer buffer = column(row, name, ByteBuffer.class);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static Mono<Void> done(PostgresqlStatement statement) {
    return statement.execute().flatMap(PostgresqlResult::getRowsUpdated).then();
  }

  private static <T> T column(Readable row, String name, Class<T> type) {
    return Objects.requireNonNull(row.get(name, type), name);
  }

  private static <T> T column(Readable row, int index, Class<T> type) {
    return Objects.requireNonNull(row.get(index, type));
  }
}
