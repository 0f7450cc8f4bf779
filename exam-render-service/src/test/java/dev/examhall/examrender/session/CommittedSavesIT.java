package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.test.StepVerifier;

/**
 * A save is one statement without a transaction around it. PostgreSQL says that the statement is
 * done before it commits, so this pins that {@code one()} waits for the commit and tells of its
 * failure.
 */
@RunningService
class CommittedSavesIT {

  @Autowired private DatabaseClient database;

  @Test
  void tellsOfAFailureAtTheCommit() {
    database
        .sql(
            "create table if not exists commit_probe (id int primary key, "
                + "parent int references commit_probe deferrable initially deferred)")
        .then()
        .block();

    StepVerifier.create(
            database
                .sql("insert into commit_probe values (1, 99) returning id")
                .map(row -> row.get("id", Integer.class))
                .one())
        .expectErrorSatisfies(
            failure -> assertThat(failure).isInstanceOf(DataAccessException.class))
        .verify();
  }
}
