package dev.examhall.monitoring;

import dev.examhall.testkit.infrastructure.TestDatabase;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.flywaydb.core.Flyway;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** A real PostgreSQL with this service's schema. */
public record MonitoringDatabase(DatabaseClient client, TransactionalOperator transaction) {

  public static MonitoringDatabase migrated(TestDatabase server) {
    Flyway.configure()
        .dataSource(server.jdbcUrl(), server.user(), server.password())
        .load()
        .migrate();
    ConnectionFactory connections =
        ConnectionFactories.get(
            ConnectionFactoryOptions.parse(server.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, server.user())
                .option(ConnectionFactoryOptions.PASSWORD, server.password())
                .build());
    return new MonitoringDatabase(
        DatabaseClient.create(connections),
        TransactionalOperator.create(new R2dbcTransactionManager(connections)));
  }
}
