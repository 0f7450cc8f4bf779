package dev.examhall.monitoring.history;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.monitoring.health.HealthChange;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Samples, changes and incidents in PostgreSQL. Writing the same thing twice changes nothing. */
final class HistoryRepository {

  private final DatabaseClient database;
  private final TransactionalOperator transaction;

  HistoryRepository(DatabaseClient database, TransactionalOperator transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  Mono<Void> insertSamples(List<Sample> samples) {
    if (samples.isEmpty()) {
      return Mono.empty();
    }
    return database
        .sql(
            """
            INSERT INTO health_sample (service, at, state, latency_ms, message)
            SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::int[], $5::text[])
            ON CONFLICT DO NOTHING
            """)
        .bind(0, samples.stream().map(Sample::service).toArray(String[]::new))
        .bind(1, samples.stream().map(sample -> utc(sample.at())).toArray(OffsetDateTime[]::new))
        .bind(2, samples.stream().map(sample -> sample.state().name()).toArray(String[]::new))
        .bind(3, samples.stream().map(Sample::latencyMillis).toArray(Integer[]::new))
        .bind(4, samples.stream().map(Sample::message).toArray(String[]::new))
        .then();
  }

  /** Writes the change, and opens, worsens or ends the service's incident with it. */
  Mono<Void> insertChange(UUID id, HealthChange change) {
    Mono<Void> row =
        database
            .sql(
                """
                INSERT INTO health_change (id, service, at, from_state, to_state, score, message)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT DO NOTHING
                """)
            .bind(0, id)
            .bind(1, change.service())
            .bind(2, utc(change.at()))
            .bind(3, change.from().name())
            .bind(4, change.to().name())
            .bind(5, change.score())
            .bind(6, change.message())
            .then();
    Mono<Void> incident =
        switch (change.to()) {
          case DOWN, DEGRADED -> openOrWorsen(change);
          case UP -> end(change);
          case UNKNOWN -> Mono.empty();
        };
    return row.then(incident).as(transaction::transactional);
  }

  private Mono<Void> openOrWorsen(HealthChange change) {
    return database
        .sql(
            """
            INSERT INTO incident (id, service, worst_state, started_at, message)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (service) WHERE ended_at IS NULL DO UPDATE
            SET worst_state = 'DOWN', message = excluded.message
            WHERE excluded.worst_state = 'DOWN' AND incident.worst_state <> 'DOWN'
            """)
        .bind(0, UuidCreator.getTimeOrderedEpoch())
        .bind(1, change.service())
        .bind(2, change.to().name())
        .bind(3, utc(change.at()))
        .bind(4, change.message())
        .then();
  }

  private Mono<Void> end(HealthChange change) {
    return database
        .sql(
            """
            UPDATE incident SET ended_at = $2
            WHERE service = $1 AND ended_at IS NULL AND started_at <= $2
            """)
        .bind(0, change.service())
        .bind(1, utc(change.at()))
        .then();
  }

  /**
   * @return how many samples went
   */
  Mono<Long> deleteSamplesBefore(Instant oldest) {
    return database
        .sql("DELETE FROM health_sample WHERE at < $1")
        .bind(0, utc(oldest))
        .fetch()
        .rowsUpdated();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
