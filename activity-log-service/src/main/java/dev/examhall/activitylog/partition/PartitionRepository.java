package dev.examhall.activitylog.partition;

import java.time.LocalDate;
import java.util.Optional;
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

  /** Drops months that ended before that day; emits the first day that is kept, if any went. */
  Mono<LocalDate> drop(LocalDate before) {
    return database
        .sql("SELECT drop_activity_months(:before) AS kept")
        .bind("before", before)
        .map(row -> Optional.ofNullable(row.get("kept", LocalDate.class)))
        .one()
        .flatMap(Mono::justOrEmpty);
  }
}
