package dev.examhall.activitylog.partition;

import java.time.LocalDate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class PartitionRepository {

  private final DatabaseClient database;

  PartitionRepository(DatabaseClient database) {
    this.database = database;
  }

  /** Emits whether the partition of that day's month was made now. */
  Mono<Boolean> prepare(LocalDate day) {
    return database
        .sql("SELECT prepare_activity_month(:day)")
        .bind("day", day)
        .map(row -> Boolean.TRUE.equals(row.get(0, Boolean.class)))
        .one();
  }

  /** Emits whether there is a month that ended by that day. */
  Mono<Boolean> isThereBefore(LocalDate day) {
    return database
        .sql(
            """
            SELECT EXISTS (
              SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
              WHERE i.inhparent = CAST('activity' AS regclass) AND c.relname ~ '^activity_\\d{4}_\\d{2}$'
                AND to_date(substr(c.relname, 10), 'YYYY_MM') + interval '1 month' <= :day)
            """)
        .bind("day", day)
        .map(row -> Boolean.TRUE.equals(row.get(0, Boolean.class)))
        .one();
  }

  /** Drops months that ended by that day. */
  Mono<Void> drop(LocalDate day) {
    return database.sql("SELECT drop_activity_months(:day)").bind("day", day).then();
  }
}
