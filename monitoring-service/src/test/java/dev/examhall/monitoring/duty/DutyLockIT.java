package dev.examhall.monitoring.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.WithPostgres;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Two instances at one real PostgreSQL. */
@WithPostgres("duty")
class DutyLockIT {

  @Test
  void oneInstanceHoldsTheLockAndTheOtherTakesOverWhenItsSessionIsGone(TestDatabase server)
      throws Exception {
    ConnectionFactory connections =
        ConnectionFactories.get(
            ConnectionFactoryOptions.parse(server.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, server.user())
                .option(ConnectionFactoryOptions.PASSWORD, server.password())
                .build());
    DutyLockRepository one = new DutyLockRepository(connections);
    DutyLockRepository other = new DutyLockRepository(connections);

    assertThat(one.ask().block()).isEqualTo(Duty.Answer.HELD);
    assertThat(other.ask().block()).isEqualTo(Duty.Answer.TAKEN_BY_ANOTHER);
    assertThat(one.ask().block()).isEqualTo(Duty.Answer.HELD);

    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database"
              + " = (SELECT oid FROM pg_database WHERE datname = current_database())");
    }

    assertThat(one.ask().block()).isEqualTo(Duty.Answer.NO_DATABASE);
    assertThat(other.ask().block()).isEqualTo(Duty.Answer.HELD);
    assertThat(one.ask().block()).isEqualTo(Duty.Answer.TAKEN_BY_ANOTHER);
    other.release().block();
    assertThat(one.ask().block()).isEqualTo(Duty.Answer.HELD);
    one.release().block();
  }
}
