package dev.examhall.monitoring.history;

import static dev.examhall.monitoring.history.AlertRow.time;
import static dev.examhall.monitoring.history.AlertRow.timeOrNull;
import static dev.examhall.monitoring.history.AlertRow.value;

import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.health.HealthState;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

final class PastRepository implements PastHealth {

  private final DatabaseClient database;

  PastRepository(DatabaseClient database) {
    this.database = database;
  }

  @Override
  public Flux<Sum> history(String service, Step step, Instant from, Instant until, int limit) {
    String sql =
        switch (step) {
          case SECONDS ->
              """
              SELECT service, at, (state = 'UP')::int AS up, (state = 'DEGRADED')::int AS degraded,
                (state = 'DOWN')::int AS down, (state = 'UNKNOWN')::int AS unknown,
                0 AS maintained, latency_ms::float8 AS mean, latency_ms AS max
              FROM health_sample
              """;
          case MINUTES -> sums("health_minute");
          case HOURS -> sums("health_hour");
        };
    return database
        .sql(sql + " WHERE service = $1 AND at >= $2 AND at < $3 ORDER BY at LIMIT $4")
        .bind(0, service)
        .bind(1, utc(from))
        .bind(2, utc(until))
        .bind(3, limit)
        .map(PastRepository::sum)
        .all();
  }

  private static String sums(String table) {
    return """
    SELECT service, at, up, degraded, down, unknown, maintained,
      latency_sum_ms::float8 / nullif(answered, 0) AS mean, latency_max_ms AS max
    FROM %s
    """
        .formatted(table);
  }

  @Override
  public Flux<Sum> uptime(Instant from) {
    return database
        .sql(
            """
            SELECT service, min(at) AS at, sum(up) AS up, sum(degraded) AS degraded,
              sum(down) AS down, sum(unknown) AS unknown, sum(maintained) AS maintained,
              sum(latency_sum_ms)::float8 / nullif(sum(answered), 0) AS mean,
              max(latency_max_ms) AS max
            FROM health_hour WHERE at >= date_trunc('hour', $1::timestamptz)
            GROUP BY service ORDER BY service
            """)
        .bind(0, utc(from))
        .map(PastRepository::sum)
        .all();
  }

  @Override
  public Flux<Sum> days(Instant from) {
    return database
        .sql(
            """
            SELECT service, date_trunc('day', at, 'UTC') AS at, sum(up) AS up,
              sum(degraded) AS degraded, sum(down) AS down, sum(unknown) AS unknown,
              sum(maintained) AS maintained,
              sum(latency_sum_ms)::float8 / nullif(sum(answered), 0) AS mean,
              max(latency_max_ms) AS max
            FROM health_hour WHERE at >= date_trunc('day', $1::timestamptz, 'UTC')
            GROUP BY service, date_trunc('day', at, 'UTC') ORDER BY 2, 1
            """)
        .bind(0, utc(from))
        .map(PastRepository::sum)
        .all();
  }

  private static Sum sum(Readable row) {
    return new Sum(
        value(row, "service", String.class),
        time(row, "at"),
        count(row, "up"),
        count(row, "degraded"),
        count(row, "down"),
        count(row, "unknown"),
        count(row, "maintained"),
        row.get("mean", Double.class),
        row.get("max", Integer.class));
  }

  private static long count(Readable row, String column) {
    return value(row, column, Number.class).longValue();
  }

  @Override
  public Flux<Incident> incidents(Instant before, int limit) {
    return database
        .sql(
            """
            SELECT id, service, worst_state, started_at, ended_at, message FROM incident
            WHERE started_at < $1 ORDER BY started_at DESC, id DESC LIMIT $2
            """)
        .bind(0, utc(before))
        .bind(1, limit)
        .map(
            row ->
                new Incident(
                    value(row, "id", UUID.class),
                    value(row, "service", String.class),
                    HealthState.valueOf(value(row, "worst_state", String.class)),
                    time(row, "started_at"),
                    timeOrNull(row, "ended_at"),
                    value(row, "message", String.class),
                    List.of()))
        .all()
        .concatMap(this::withTimeline);
  }

  private Mono<Incident> withTimeline(Incident incident) {
    Instant end = incident.endedAt();
    return database
        .sql(
            """
            SELECT at, from_state || ' to ' || to_state AS kind, message AS text FROM health_change
            WHERE service = $1 AND at >= $2 AND at <= $3 ORDER BY at LIMIT 100
            """)
        .bind(0, incident.service())
        .bind(1, utc(incident.startedAt()))
        .bind(2, utc(end == null ? Instant.parse("9999-01-01T00:00:00Z") : end))
        .map(PastRepository::event)
        .all()
        .collectList()
        .map(
            timeline ->
                new Incident(
                    incident.id(),
                    incident.service(),
                    incident.worst(),
                    incident.startedAt(),
                    incident.endedAt(),
                    incident.message(),
                    timeline));
  }

  private static Event event(Readable row) {
    return new Event(
        time(row, "at"), value(row, "kind", String.class), value(row, "text", String.class));
  }

  @Override
  public Flux<Alert> alerts(Instant before, int limit) {
    return database
        .sql("SELECT * FROM alert WHERE raised_at < $1 ORDER BY raised_at DESC, id DESC LIMIT $2")
        .bind(0, utc(before))
        .bind(1, limit)
        .map(AlertRow::alert)
        .all();
  }

  @Override
  public Mono<PastAlert> alert(UUID id) {
    Mono<Alert> alert =
        database.sql("SELECT * FROM alert WHERE id = $1").bind(0, id).map(AlertRow::alert).one();
    Mono<List<Event>> timeline =
        database
            .sql("SELECT at, kind, text FROM alert_notice WHERE alert_id = $1 ORDER BY at, id")
            .bind(0, id)
            .map(PastRepository::event)
            .all()
            .collectList();
    return alert.flatMap(found -> timeline.map(events -> new PastAlert(found, events)));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
