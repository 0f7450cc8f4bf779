package dev.examhall.monitoring.errors;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Groups and their newest reports. The same report counts once, however often it comes. */
final class ErrorRepository implements UntoldErrors {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String NEW =
      """
      CREATE TEMPORARY TABLE IF NOT EXISTS incoming_error (id uuid, fingerprint text,
        at timestamptz, service text, type text, version text, route text, trace_id text,
        message text, stack_trace text) ON COMMIT DELETE ROWS
      """;

  private static final String TAKE =
      """
      INSERT INTO incoming_error
      SELECT DISTINCT ON (e.id) e.id, e.fingerprint, e.at, e.service, e.type, e.version, e.route,
        e."traceId", e.message, e."stackTrace"
      FROM json_to_recordset(CAST($1 AS json)) AS e(id uuid, fingerprint text, at timestamptz,
        service text, type text, version text, route text, "traceId" text, message text,
        "stackTrace" text)
      WHERE NOT EXISTS (SELECT FROM error_event known WHERE known.id = e.id)
      """;

  /** In the order of fingerprints, so that two instances cannot wait for one another. */
  private static final String GROUP =
      """
      INSERT INTO error_group AS g (fingerprint, service, type, message, first_seen, last_seen,
        count)
      SELECT fingerprint, (array_agg(service ORDER BY at DESC))[1],
        (array_agg(type ORDER BY at DESC))[1], (array_agg(message ORDER BY at DESC))[1],
        min(at), max(at), count(*)
      FROM incoming_error GROUP BY fingerprint ORDER BY fingerprint
      ON CONFLICT (fingerprint) DO UPDATE SET
        service = CASE WHEN excluded.last_seen >= g.last_seen THEN excluded.service
          ELSE g.service END,
        message = CASE WHEN excluded.last_seen >= g.last_seen THEN excluded.message
          ELSE g.message END,
        first_seen = least(g.first_seen, excluded.first_seen),
        last_seen = greatest(g.last_seen, excluded.last_seen),
        count = g.count + excluded.count,
        regressions = g.regressions
          + (g.status = 'RESOLVED' AND excluded.last_seen > g.decided_at)::int,
        regressed_at = CASE WHEN g.status = 'RESOLVED' AND excluded.last_seen > g.decided_at
          THEN excluded.last_seen ELSE g.regressed_at END,
        status = CASE WHEN g.status = 'RESOLVED' AND excluded.last_seen > g.decided_at
          THEN 'OPEN' ELSE g.status END
      """;

  private static final String KEEP =
      """
      INSERT INTO error_event (id, fingerprint, at, service, version, route, trace_id, message,
        stack_trace)
      SELECT id, fingerprint, at, service, version, route, trace_id, message, stack_trace
      FROM incoming_error ON CONFLICT DO NOTHING
      """;

  private final DatabaseClient database;
  private final TransactionalOperator transaction;

  ErrorRepository(DatabaseClient database, TransactionalOperator transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  /** Completes when all are stored; all or none are. */
  Mono<Void> add(List<ErrorEvent> events) {
    if (events.isEmpty()) {
      return Mono.empty();
    }
    return database
        .sql(NEW)
        .then()
        .then(Mono.defer(() -> database.sql(TAKE).bind(0, JSON.writeValueAsString(events)).then()))
        .then(Mono.defer(() -> database.sql(GROUP).then()))
        .then(Mono.defer(() -> database.sql(KEEP).then()))
        .as(transaction::transactional);
  }

  /**
   * The last seen first.
   *
   * @param status any when null
   * @param service any when null
   */
  Flux<ErrorGroup> list(
      ErrorGroup.@Nullable Status status, @Nullable String service, Instant before, int limit) {
    return database
        .sql(
            """
            SELECT * FROM error_group
            WHERE ($1 = '' OR status = $1) AND ($2 = '' OR service = $2) AND last_seen < $3
            ORDER BY last_seen DESC, fingerprint LIMIT $4
            """)
        .bind(0, status == null ? "" : status.name())
        .bind(1, service == null ? "" : service)
        .bind(2, utc(before))
        .bind(3, limit)
        .map(ErrorRepository::group)
        .all();
  }

  Mono<ErrorGroup> find(String fingerprint) {
    return database
        .sql("SELECT * FROM error_group WHERE fingerprint = $1")
        .bind(0, fingerprint)
        .map(ErrorRepository::group)
        .one();
  }

  /** The newest first. */
  Flux<ErrorEvent> events(String fingerprint, int limit) {
    return database
        .sql(
            """
            SELECT e.*, g.type FROM error_event e JOIN error_group g USING (fingerprint)
            WHERE fingerprint = $1 ORDER BY at DESC, id LIMIT $2
            """)
        .bind(0, fingerprint)
        .bind(1, limit)
        .map(ErrorRepository::event)
        .all();
  }

  /** Empty if there is no such group. */
  Mono<ErrorGroup> decide(
      String fingerprint, ErrorGroup.Status status, String operator, Instant at) {
    return database
        .sql(
            """
            UPDATE error_group SET status = $2, decided_at = $3, decided_by = $4
            WHERE fingerprint = $1 RETURNING *
            """)
        .bind(0, fingerprint)
        .bind(1, status.name())
        .bind(2, utc(at))
        .bind(3, operator)
        .map(ErrorRepository::group)
        .one();
  }

  /** Keeps the newest of each group, and groups that were seen lately or are open. */
  Mono<Void> clean(int newest, Instant oldestGroup) {
    return database
        .sql(
            """
            DELETE FROM error_event WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (
              PARTITION BY fingerprint ORDER BY at DESC, id) AS place FROM error_event) placed
              WHERE place > $1)
            """)
        .bind(0, newest)
        .then()
        .then(
            database
                .sql("DELETE FROM error_group WHERE last_seen < $1")
                .bind(0, utc(oldestGroup))
                .then());
  }

  @Override
  public Flux<ErrorGroup> untold(int limit) {
    return database
        .sql(
            """
            SELECT * FROM error_group
            WHERE status = 'OPEN' AND (told_at IS NULL OR regressed_at > told_at)
            ORDER BY last_seen, fingerprint LIMIT $1
            """)
        .bind(0, limit)
        .map(ErrorRepository::group)
        .all();
  }

  @Override
  public Mono<Void> told(Collection<String> fingerprints, Instant at) {
    return fingerprints.isEmpty()
        ? Mono.empty()
        : database
            .sql(
                """
                UPDATE error_group SET told_at = greatest($2, regressed_at)
                WHERE fingerprint = ANY($1)
                """)
            .bind(0, fingerprints.toArray(String[]::new))
            .bind(1, utc(at))
            .then();
  }

  private static ErrorGroup group(Readable row) {
    OffsetDateTime decidedAt = row.get("decided_at", OffsetDateTime.class);
    OffsetDateTime regressedAt = row.get("regressed_at", OffsetDateTime.class);
    return new ErrorGroup(
        value(row, "fingerprint", String.class),
        value(row, "service", String.class),
        value(row, "type", String.class),
        value(row, "message", String.class),
        value(row, "first_seen", OffsetDateTime.class).toInstant(),
        value(row, "last_seen", OffsetDateTime.class).toInstant(),
        value(row, "count", Long.class),
        ErrorGroup.Status.valueOf(value(row, "status", String.class)),
        decidedAt == null ? null : decidedAt.toInstant(),
        row.get("decided_by", String.class),
        value(row, "regressions", Integer.class),
        regressedAt == null ? null : regressedAt.toInstant());
  }

  private static ErrorEvent event(Readable row) {
    return new ErrorEvent(
        value(row, "id", UUID.class),
        value(row, "fingerprint", String.class),
        value(row, "at", OffsetDateTime.class).toInstant(),
        value(row, "service", String.class),
        value(row, "type", String.class),
        row.get("version", String.class),
        row.get("route", String.class),
        row.get("trace_id", String.class),
        value(row, "message", String.class),
        value(row, "stack_trace", String.class));
  }

  private static <T> T value(Readable row, String column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), column);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
