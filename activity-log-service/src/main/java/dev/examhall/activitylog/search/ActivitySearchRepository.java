package dev.examhall.activitylog.search;

import dev.examhall.activitylog.rights.ReadingScope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class ActivitySearchRepository {

  private static final String SELECT = "SELECT " + ActivityRows.COLUMNS + " FROM activity ";

  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final DatabaseClient database;

  ActivitySearchRepository(DatabaseClient database) {
    this.database = database;
  }

  /** The activities that a query asks for, and one more where there are more. */
  Flux<Activity> find(ActivityQuery query, ReadingScope scope) {
    Conditions conditions =
        Conditions.of(query, scope)
            .add(query.oldestFirst() ? "id > :after" : "id < :after", "after", query.after());
    return activities(
        SELECT
            + conditions.where()
            + (query.oldestFirst() ? " ORDER BY id" : " ORDER BY id DESC")
            + " LIMIT "
            + (query.limit() + 1),
        conditions);
  }

  /**
   * The next activities of an export, oldest first.
   *
   * @param after the last one before them; absent at the beginning
   * @param until ids from there on came after the export began
   */
  Flux<Activity> next(
      ActivityQuery query, ReadingScope scope, @Nullable UUID after, UUID until, int count) {
    Conditions conditions =
        Conditions.of(query, scope)
            .add("id > :after", "after", after == null ? BEFORE_ALL : after)
            .add("id < :until", "until", until);
    return activities(SELECT + conditions.where() + " ORDER BY id LIMIT " + count, conditions);
  }

  private Flux<Activity> activities(String sql, Conditions conditions) {
    return database
        .sql(sql)
        .bindValues(conditions.values())
        .map(row -> ActivityRows.activity(row))
        .all();
  }

  /** A transaction from which on nothing has ended for sure: what is older will never change. */
  Mono<String> horizon() {
    return database
        .sql("SELECT CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS xid")
        .map(row -> ActivityRows.column(row, "xid", String.class))
        .one();
  }

  /** What arrived after a position and before a horizon, in the order of arrival. */
  Flux<Arrival> arrived(
      ActivityQuery query, ReadingScope scope, Arrival.Position after, String horizon, int count) {
    Conditions conditions =
        Conditions.of(query, scope)
            .add("(stored_xid, id) > (CAST(:xid AS xid8), :last)", "xid", after.xid())
            .add("stored_xid < CAST(:horizon AS xid8)", "horizon", horizon);
    return database
        .sql(
            "SELECT CAST(stored_xid AS text) AS xid, "
                + ActivityRows.COLUMNS
                + " FROM activity "
                + conditions.where()
                + " ORDER BY stored_xid, id LIMIT "
                + count)
        .bindValues(conditions.values())
        .bind("last", after.id())
        .map(
            row -> {
              Activity activity = ActivityRows.activity(row);
              return new Arrival(
                  new Arrival.Position(
                      ActivityRows.column(row, "xid", String.class), activity.id()),
                  activity);
            })
        .all();
  }
}
