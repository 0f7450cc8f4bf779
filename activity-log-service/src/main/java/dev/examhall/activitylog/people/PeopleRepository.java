package dev.examhall.activitylog.people;

import dev.examhall.activitylog.chain.SealedRow;
import dev.examhall.activitylog.chain.Sealing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class PeopleRepository {

  /** Reads every row: what others did to a person, or wrote about them, stands under no index. */
  private static final String ABOUT =
      """
      FROM activity
      WHERE erasure IS NULL
        AND (actor_id = :person OR object_id = :person OR CAST(session_id AS text) = :person
          OR strpos(CAST(details AS text), :person) > 0 OR strpos(message, :person) > 0)
      """;

  private final DatabaseClient database;
  private final TransactionalOperator transactions;

  PeopleRepository(DatabaseClient database, TransactionalOperator transactions) {
    this.database = database;
    this.transactions = transactions;
  }

  private <T> Flux<T> unhurried(Flux<T> query) {
    return transactions.transactional(
        database.sql("SET LOCAL statement_timeout = '10min'").then().thenMany(query));
  }

  /**
   * An activity and what stays of its personal part.
   *
   * @param commitment zeros where the activity is older than the chain
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reduced(UUID id, byte[] commitment) {}

  /** The next activities that name the person, by id. */
  Flux<SealedRow> about(String person, UUID after, int limit) {
    return unhurried(
        database
            .sql(
                "SELECT "
                    + SealedRow.COLUMNS
                    + ABOUT
                    + " AND id > :after ORDER BY id LIMIT "
                    + limit)
            .bind("person", person)
            .bind("after", after)
            .map(row -> SealedRow.of(row))
            .all());
  }

  Mono<Long> countAbout(String person) {
    return unhurried(
            database
                .sql("SELECT count(*) AS count " + ABOUT)
                .bind("person", person)
                .map(row -> Objects.requireNonNull(row.get("count", Long.class)))
                .all())
        .next();
  }

  /** Emits how many were reduced. */
  Mono<Long> reduce(UUID erasure, List<Reduced> activities) {
    ByteBuffer commitments = ByteBuffer.allocate(activities.size() * Sealing.BYTES);
    activities.forEach(activity -> commitments.put(activity.commitment()));
    return database
        .sql(
            """
            UPDATE activity a SET actor_id = NULL, actor_name = NULL, object_id = NULL,
              session_id = NULL, message = NULL, details = '{}', salt = NULL, erasure = :erasure,
              commitment = substring(CAST(:commitments AS bytea)
                FROM (CAST(e.n AS int) - 1) * 32 + 1 FOR 32)
            FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS e(id, n)
            WHERE a.id = e.id
            """)
        .bind("erasure", erasure)
        .bind("commitments", commitments.flip())
        .bind("ids", activities.stream().map(Reduced::id).toArray(UUID[]::new))
        .fetch()
        .rowsUpdated();
  }
}
