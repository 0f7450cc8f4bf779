package dev.examhall.monitoring.errors;

import dev.examhall.eventdelivery.EventSubscription;
import dev.examhall.events.monitoring.v1.ErrorReported;
import dev.examhall.monitoring.MonitoringProperties;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class ErrorConfiguration {

  /** Reports of a group that are kept, and shown. */
  static final int KEPT = 100;

  @Bean
  ErrorRepository errorRepository(
      DatabaseClient database, ReactiveTransactionManager transactions) {
    return new ErrorRepository(database, TransactionalOperator.create(transactions));
  }

  @Bean
  ErrorGroups errorGroups(ErrorRepository repository, Clock clock) {
    return new ErrorGroups(repository, clock);
  }

  @Bean
  ErrorCleaner errorCleaner(
      ErrorRepository repository, MonitoringProperties properties, Clock clock) {
    return new ErrorCleaner(
        repository, KEPT, properties.history().hours(), clock, Schedulers.parallel());
  }

  @Bean
  EventSubscription<ErrorReported> reportedErrors(ErrorGroups groups) {
    return EventSubscription.shared(
        "errors", ErrorReported.TOPIC, ErrorReported.TYPE, ErrorReported.class, groups);
  }
}
