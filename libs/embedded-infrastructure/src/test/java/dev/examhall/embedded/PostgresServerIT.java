package dev.examhall.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {

  @TempDir Path folder;

  private PostgresServer server;

  @BeforeEach
  void start() {
    server = newServer(0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void keepsCommittedRowsOverAKillAndARestart() throws SQLException {
    server.administration().createDatabase("exam_render", "first");
    execute("exam_render", "first", "CREATE TABLE answer(text text)");
    execute("exam_render", "first", "INSERT INTO answer VALUES ('B')");
    int port = server.port();

    server.kill();
    assertThat(server.isAlive()).isFalse();
    server.start();
    assertThat(query("exam_render", "first", "SELECT text FROM answer")).isEqualTo("B");

    server.stop();
    server.start();
    assertThat(query("exam_render", "first", "SELECT text FROM answer")).isEqualTo("B");
    assertThat(server.port()).isEqualTo(port);
  }

  @Test
  void isDurableAndOnLoopbackOnly() throws SQLException {
    assertThat(query("postgres", "super", "SHOW fsync")).isEqualTo("on");
    assertThat(query("postgres", "super", "SHOW synchronous_commit")).isEqualTo("on");
    assertThat(query("postgres", "super", "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(query("postgres", "super", "SHOW unix_socket_directories")).isEmpty();
    assertThat(query("postgres", "super", "SHOW server_version")).startsWith("17.");
  }

  @Test
  void letsEachRoleIntoItsOwnDatabaseOnly() throws SQLException {
    server.administration().createDatabase("gateway", "one");
    server.administration().createDatabase("monitoring", "two");

    assertThat(query("gateway", "one", "SELECT current_user")).isEqualTo("gateway");
    assertThatThrownBy(() -> connect("monitoring", "gateway", "one"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> connect("postgres", "gateway", "one"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> connect("gateway", "gateway", "two"))
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void makesADatabaseOnceAndTakesTheNewestPassword() throws SQLException {
    server.administration().createDatabase("gateway", "one");
    execute("gateway", "one", "CREATE TABLE account(id int)");

    server.administration().createDatabase("gateway", "it's another");

    assertThat(query("gateway", "it's another", "SELECT count(*) FROM account")).isEqualTo("0");
  }

  @Test
  void endsTheServerThatAnEarlierRunLeftBehind() {
    long left = server.pid().orElseThrow();
    PostgresServer next = newServer(server.port());

    next.start();
    try {
      assertThat(ProcessHandle.of(left).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(next.isAlive()).isTrue();
    } finally {
      next.stop();
    }
  }

  @Test
  void namesThePortThatIsTaken() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PostgresServer next =
          new PostgresServer(
              new PostgresServer.Settings(
                  folder.resolve("other"), TestFolders.BINARIES, other.getLocalPort(), "super"));

      assertThatThrownBy(next::start)
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("Port " + other.getLocalPort() + " for PostgreSQL is taken");
    }
  }

  @Test
  void saysThatTheDataHasAnotherPassword() {
    server.stop();
    PostgresServer next =
        new PostgresServer(
            new PostgresServer.Settings(
                folder.resolve("postgres"), TestFolders.BINARIES, 0, "not super"));

    assertThatThrownBy(next::start)
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("was made with another password");
    assertThat(next.isAlive()).isFalse();
  }

  private PostgresServer newServer(int port) {
    return new PostgresServer(
        new PostgresServer.Settings(
            folder.resolve("postgres"), TestFolders.BINARIES, port, "super"));
  }

  private Connection connect(String database, String user, String password) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(database), user, password);
  }

  private void execute(String database, String password, String sql) throws SQLException {
    try (Connection connection = connect(database, database, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String query(String database, String password, String sql) throws SQLException {
    try (Connection connection = connect(database, database, password);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
