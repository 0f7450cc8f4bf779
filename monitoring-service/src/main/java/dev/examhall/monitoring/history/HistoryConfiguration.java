package dev.examhall.monitoring.history;

import dev.examhall.monitoring.MonitoringProperties;
import dev.examhall.monitoring.alerting.AlertJournal;
import dev.examhall.monitoring.duty.DutyKeeper;
import dev.examhall.monitoring.health.HealthBoard;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {

  /** See {@link SchemaMigration}. */
  @Bean
  FlywayMigrationStrategy noMigrationAtStart() {
    return flyway -> {};
  }

  @Bean(destroyMethod = "dispose")
  Scheduler schemaMigrationScheduler() {
    return Schedulers.newBoundedElastic(1, 1, "schema-migration");
  }

  @Bean
  SchemaMigration schemaMigration(Flyway flyway, Scheduler schemaMigrationScheduler) {
    return new SchemaMigration(flyway, schemaMigrationScheduler);
  }

  @Bean
  HistoryBuffer historyBuffer(MonitoringProperties properties, MeterRegistry meters) {
    HistoryBuffer buffer = new HistoryBuffer(properties.history().capacity());
    FunctionCounter.builder(HistoryMetric.DROPPED.key(), buffer, HistoryBuffer::dropped)
        .register(meters);
    Gauge.builder(HistoryMetric.WAITING.key(), buffer, HistoryBuffer::size).register(meters);
    return buffer;
  }

  @Bean
  HealthHistory healthHistory(HistoryBuffer buffer) {
    return new HealthHistory(buffer);
  }

  @Bean
  HistoryRepository historyRepository(
      DatabaseClient database, ReactiveTransactionManager transactions) {
    return new HistoryRepository(database, TransactionalOperator.create(transactions));
  }

  @Bean
  AlertJournal alertJournal(HealthHistory history, DatabaseClient database) {
    return new JournalRepository(history, database);
  }

  @Bean
  PastHealth pastHealth(DatabaseClient database) {
    return new PastRepository(database);
  }

  @Bean
  HistoryWriter historyWriter(
      HistoryBuffer buffer,
      HistoryRepository repository,
      SchemaMigration schema,
      HealthBoard board,
      DutyKeeper duty,
      MonitoringProperties properties,
      Clock clock) {
    return new HistoryWriter(
        buffer,
        repository,
        schema,
        properties.history().flush(),
        new HistoryWriter.Retention(
            properties.history().samples(),
            properties.history().minutes(),
            properties.history().hours()),
        new SharedBoard(board, duty, repository, clock),
        clock,
        Schedulers.parallel());
  }
}
