package dev.examhall.monitoring.history;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.alerting.Notice;
import dev.examhall.monitoring.health.HealthChange;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
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

  /** Writes the alert as it is after the notice, and the notice into its timeline. */
  Mono<Void> insertNotice(UUID id, Notice notice) {
    Alert alert = notice.alert();
    GenericExecuteSpec upsert =
        database
            .sql(
                """
                INSERT INTO alert (id, key, rule, subject, severity, summary, dependants, receivers,
                  since, raised_at, last_notice, ended_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                ON CONFLICT (id) DO UPDATE SET severity = excluded.severity,
                  summary = excluded.summary, dependants = excluded.dependants,
                  last_notice = excluded.last_notice, ended_at = excluded.ended_at
                WHERE alert.last_notice <= excluded.last_notice
                """)
            .bind(0, alert.id())
            .bind(1, alert.key())
            .bind(2, alert.rule())
            .bind(3, alert.subject())
            .bind(4, alert.severity().name())
            .bind(5, alert.summary())
            .bind(6, alert.dependants().toArray(String[]::new))
            .bind(7, alert.receivers().toArray(String[]::new))
            .bind(8, utc(alert.since()))
            .bind(9, utc(alert.raisedAt() == null ? notice.at() : alert.raisedAt()))
            .bind(10, utc(notice.at()));
    Instant end = alert.endedAt();
    upsert = end == null ? upsert.bindNull(11, OffsetDateTime.class) : upsert.bind(11, utc(end));
    Mono<Void> row =
        database
            .sql(
                """
                INSERT INTO alert_notice (id, alert_id, at, kind, text)
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
                """)
            .bind(0, id)
            .bind(1, alert.id())
            .bind(2, utc(notice.at()))
            .bind(3, notice.kind().name())
            .bind(4, notice.text())
            .then();
    return upsert.then().then(row).as(transaction::transactional);
  }

  /**
   * Sums the looks of whole minutes up, and the minutes up to hours; doing it again changes
   * nothing. Samples that were written late are found as long as nothing newer was summed up five
   * minutes ago.
   */
  Mono<Void> rollUp(Instant now) {
    Mono<Void> minutes =
        database
            .sql(
                """
                INSERT INTO health_minute (service, at, up, degraded, down, unknown, maintained,
                  answered, latency_sum_ms, latency_max_ms)
                SELECT s.service, date_trunc('minute', s.at) AS minute,
                  count(*) FILTER (WHERE s.state = 'UP' AND NOT m.maintained),
                  count(*) FILTER (WHERE s.state = 'DEGRADED' AND NOT m.maintained),
                  count(*) FILTER (WHERE s.state = 'DOWN' AND NOT m.maintained),
                  count(*) FILTER (WHERE s.state = 'UNKNOWN' AND NOT m.maintained),
                  count(*) FILTER (WHERE m.maintained),
                  count(s.latency_ms), coalesce(sum(s.latency_ms), 0), max(s.latency_ms)
                FROM health_sample s CROSS JOIN LATERAL (
                  SELECT EXISTS (SELECT FROM maintenance_window w
                    WHERE s.at >= w.starts_at AND s.at < w.ends_at
                      AND (cardinality(w.subjects) = 0 OR s.service = ANY (w.subjects))
                  ) AS maintained) m
                WHERE s.at >= coalesce((SELECT max(at) FROM health_minute) - interval '5 minutes',
                    '-infinity')
                  AND s.at < date_trunc('minute', $1::timestamptz)
                GROUP BY s.service, minute
                ON CONFLICT (service, at) DO UPDATE SET up = excluded.up,
                  degraded = excluded.degraded, down = excluded.down, unknown = excluded.unknown,
                  maintained = excluded.maintained, answered = excluded.answered,
                  latency_sum_ms = excluded.latency_sum_ms,
                  latency_max_ms = excluded.latency_max_ms
                """)
            .bind(0, utc(now))
            .then();
    Mono<Void> hours =
        database
            .sql(
                """
                INSERT INTO health_hour (service, at, up, degraded, down, unknown, maintained,
                  answered, latency_sum_ms, latency_max_ms)
                SELECT service, date_trunc('hour', at) AS hour, sum(up), sum(degraded), sum(down),
                  sum(unknown), sum(maintained), sum(answered), sum(latency_sum_ms),
                  max(latency_max_ms)
                FROM health_minute
                WHERE at >= coalesce((SELECT max(at) FROM health_hour) - interval '1 hour',
                    '-infinity')
                GROUP BY service, hour
                ON CONFLICT (service, at) DO UPDATE SET up = excluded.up,
                  degraded = excluded.degraded, down = excluded.down, unknown = excluded.unknown,
                  maintained = excluded.maintained, answered = excluded.answered,
                  latency_sum_ms = excluded.latency_sum_ms,
                  latency_max_ms = excluded.latency_max_ms
                """)
            .then();
    return minutes.then(hours).as(transaction::transactional);
  }

  /** Minutes, hours, and what is told of them. */
  Mono<Void> deleteSumsBefore(Instant oldestMinute, Instant oldestHour) {
    return delete("DELETE FROM health_minute WHERE at < $1", oldestMinute)
        .then(delete("DELETE FROM health_hour WHERE at < $1", oldestHour))
        .then(delete("DELETE FROM health_change WHERE at < $1", oldestHour))
        .then(delete("DELETE FROM incident WHERE ended_at < $1", oldestHour))
        .then(delete("DELETE FROM alert WHERE ended_at < $1", oldestHour))
        .then(delete("DELETE FROM maintenance_window WHERE ends_at < $1", oldestHour));
  }

  private Mono<Void> delete(String sql, Instant before) {
    return database.sql(sql).bind(0, utc(before)).then();
  }

  Mono<Void> saveBoard(String content, Instant at) {
    return database
        .sql(
            """
            INSERT INTO board (at, content) VALUES ($1, $2)
            ON CONFLICT (single) DO UPDATE SET at = excluded.at, content = excluded.content
            """)
        .bind(0, utc(at))
        .bind(1, content)
        .then();
  }

  /** Empty if none is as new. */
  Mono<String> boardSince(Instant oldest) {
    return database
        .sql("SELECT content FROM board WHERE at >= $1")
        .bind(0, utc(oldest))
        .map(row -> java.util.Objects.requireNonNull(row.get("content", String.class)))
        .one();
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
