package dev.examhall.monitoring.history;

import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.alerting.AlertJournal;
import dev.examhall.monitoring.alerting.Notice;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Alerts and their timeline in PostgreSQL. */
final class JournalRepository implements AlertJournal {

  private final HealthHistory history;
  private final DatabaseClient database;

  JournalRepository(HealthHistory history, DatabaseClient database) {
    this.history = history;
    this.database = database;
  }

  @Override
  public void keep(Notice notice) {
    history.keep(notice);
  }

  @Override
  public Mono<List<Alert>> open() {
    return database
        .sql("SELECT * FROM alert WHERE ended_at IS NULL ORDER BY raised_at, id LIMIT 1000")
        .map(AlertRow::alert)
        .all()
        .collectList();
  }
}
