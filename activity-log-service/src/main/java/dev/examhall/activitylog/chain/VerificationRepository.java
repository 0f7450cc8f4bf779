package dev.examhall.activitylog.chain;

import io.r2dbc.spi.Readable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a check reads of the database. */
@Component
final class VerificationRepository {

  /**
   * A set operation: it reads both sides once, where an anti-join is planned as one loop in
   * another.
   */
  private static final String IN_NO_CHAIN =
      """
      SELECT a.id FROM activity a, chain_state s
      WHERE a.leaf <> '' AND (a.stored_xid, a.id) <= (s.stored_xid, s.id)
      EXCEPT
      SELECT unnest(ids) FROM chain_block
      ORDER BY 1 LIMIT 1
      """;

  private final DatabaseClient database;
  private final TransactionalOperator transactions;

  VerificationRepository(DatabaseClient database, TransactionalOperator transactions) {
    this.database = database;
    this.transactions = transactions;
  }

  /** What reads the whole table takes longer than a request otherwise may. */
  private <T> Flux<T> unhurried(Flux<T> query) {
    return transactions.transactional(
        database.sql("SET LOCAL statement_timeout = '10min'").then().thenMany(query));
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

  Mono<Map<UUID, SealedRow>> rows(Collection<UUID> ids) {
    return database
        .sql("SELECT " + SealedRow.COLUMNS + " FROM activity WHERE id = ANY(:ids)")
        .bind("ids", ids.toArray(UUID[]::new))
        .map(row -> SealedRow.of(row))
        .all()
        .collectMap(row -> row.content().id());
  }

  /** Activities that are in no day's chain though later ones are. */
  Flux<UUID> strays() {
    return unhurried(database.sql(IN_NO_CHAIN).map(row -> column(row, "id", UUID.class)).all());
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
    return unhurried(
            database
                .sql(
                    """
                    SELECT count(*) AS count, (array_agg(id ORDER BY id DESC))[1] AS newest
                    FROM activity WHERE leaf = ''
                    """)
                .map(
                    row ->
                        new Unsealed(
                            column(row, "count", Long.class), row.get("newest", UUID.class)))
                .all())
        .next();
  }

  /** The smallest id of a day. */
  Mono<UUID> floor(LocalDate day) {
    return database
        .sql("SELECT uuid_v7_floor(:day) AS id")
        .bind("day", day.atStartOfDay().atOffset(ZoneOffset.UTC))
        .map(row -> column(row, "id", UUID.class))
        .one();
  }

  private static <T> T column(Readable row, String name, Class<T> type) {
    return Objects.requireNonNull(row.get(name, type), name);
  }
}
