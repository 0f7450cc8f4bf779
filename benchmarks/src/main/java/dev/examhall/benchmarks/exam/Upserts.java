package dev.examhall.benchmarks.exam;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a save costs PostgreSQL alone: an upsert of one row of the same shape in the same server,
 * over prepared statements, each in its own transaction; what pgbench would do.
 */
final class Upserts implements AutoCloseable {

  private static final String TABLE =
      """
      create table if not exists upsert_alone (
        session_id integer not null, number smallint not null, revision integer not null, parts json not null,
        saved_at timestamptz not null, late boolean not null, primary key (session_id, number))
      """;
  private static final String UPSERT =
      """
      insert into upsert_alone as a values (?, ?, ?, '[{"choices":["B"]}]', now(), false)
      on conflict (session_id, number) do update
        set revision = excluded.revision, parts = excluded.parts, saved_at = excluded.saved_at
        where a.revision < excluded.revision
      """;

  private final List<Connection> connections = new ArrayList<>();
  private final List<PreparedStatement> statements = new ArrayList<>();
  private int revision;

  Upserts(ExamUnderTest exam, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      Connection connection =
          DriverManager.getConnection(
              exam.postgres().jdbcUrl("exam_render"), "exam_render", exam.password());
      if (i == 0) {
        try (var statement = connection.createStatement()) {
          statement.execute(TABLE);
        }
      }
      connections.add(connection);
      statements.add(connection.prepareStatement(UPSERT));
    }
  }

  void one(int connection) throws SQLException {
    PreparedStatement statement = statements.get(connection);
    int next = next();
    statement.setInt(1, connection);
    statement.setInt(2, 1 + next % 50);
    statement.setInt(3, next);
    statement.executeUpdate();
  }

  private synchronized int next() {
    return ++revision;
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
