package dev.examhall.monitoring.history;

import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Brings the schema up to date when the database can be reached, and not at start: the monitor has
 * to start, and to watch, while the database is away.
 */
final class SchemaMigration {

  private final Flyway flyway;
  private final Scheduler blocking;
  private final AtomicBoolean done = new AtomicBoolean();

  /**
   * @param blocking where Flyway's JDBC calls may wait
   */
  SchemaMigration(Flyway flyway, Scheduler blocking) {
    this.flyway = flyway;
    this.blocking = blocking;
  }

  /**
   * Completes when the schema is there, at once if it was before; fails with the database's error.
   */
  Mono<Void> migrated() {
    return Mono.defer(
        () ->
            done.get()
                ? Mono.empty()
                : Mono.fromRunnable(
                        () -> {
                          flyway.migrate();
                          done.set(true);
                        })
                    .subscribeOn(blocking)
                    .then());
  }
}
