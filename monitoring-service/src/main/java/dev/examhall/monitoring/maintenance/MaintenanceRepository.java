package dev.examhall.monitoring.maintenance;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

final class MaintenanceRepository {

  private final DatabaseClient database;

  MaintenanceRepository(DatabaseClient database) {
    this.database = database;
  }

  /** Those that are not over; the earliest first. */
  Flux<MaintenanceWindow> notOver(Instant at) {
    return database
        .sql(
            """
            SELECT id, subjects, starts_at, ends_at, reason, created_by FROM maintenance_window
            WHERE ends_at > $1 ORDER BY starts_at, id LIMIT 500
            """)
        .bind(0, utc(at))
        .map(MaintenanceRepository::window)
        .all();
  }

  Mono<Void> insert(MaintenanceWindow window) {
    return database
        .sql(
            """
            INSERT INTO maintenance_window (id, subjects, starts_at, ends_at, reason, created_by)
            VALUES ($1, $2, $3, $4, $5, $6)
            """)
        .bind(0, window.id())
        .bind(1, window.subjects().toArray(String[]::new))
        .bind(2, utc(window.from()))
        .bind(3, utc(window.until()))
        .bind(4, window.reason())
        .bind(5, window.createdBy())
        .then();
  }

  /**
   * Ends one that is not over.
   *
   * @return whether there was one
   */
  Mono<Boolean> end(UUID id, Instant at) {
    return database
        .sql(
            """
            UPDATE maintenance_window SET ends_at = greatest($2, starts_at + interval '1 microsecond')
            WHERE id = $1 AND ends_at > $2
            """)
        .bind(0, id)
        .bind(1, utc(at))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  private static MaintenanceWindow window(Readable row) {
    return new MaintenanceWindow(
        value(row, "id", UUID.class),
        Set.of(value(row, "subjects", String[].class)),
        value(row, "starts_at", OffsetDateTime.class).toInstant(),
        value(row, "ends_at", OffsetDateTime.class).toInstant(),
        value(row, "reason", String.class),
        value(row, "created_by", String.class));
  }

  private static <T> T value(Readable row, String column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), column);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
