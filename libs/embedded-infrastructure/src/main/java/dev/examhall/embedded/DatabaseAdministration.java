package dev.examhall.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;

/**
 * Makes and drops databases, each with a role of its own.
 *
 * @param user a superuser
 */
public record DatabaseAdministration(String host, int port, String user, String password) {

  private static final String MAINTENANCE_DATABASE = "postgres";

  /**
   * Makes sure that a database and the role that owns it exist, both by this name, and that no role
   * but this one may connect to it. Sets the role's password. May be called at each start.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalStateException if PostgreSQL refuses
   */
  public void createDatabase(String name, String ownersPassword) {
    requireName(name);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
        statement.execute("CREATE ROLE " + name + " LOGIN");
      }
      // Hashed here, so that the password itself is never part of a statement or a log.
      connection
          .unwrap(PGConnection.class)
          .alterUserPassword(name, ownersPassword.toCharArray(), "scram-sha-256");
      if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
        statement.execute("CREATE DATABASE " + name + " OWNER " + name);
      }
      for (String database : List.of(name, MAINTENANCE_DATABASE, "template1")) {
        statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot make the database " + name, e);
    }
  }

  /**
   * Drops a database and its role, with whoever is connected to it, if they exist.
   *
   * @throws IllegalStateException if PostgreSQL refuses
   */
  public void dropDatabase(String name) {
    requireName(name);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      statement.execute("DROP ROLE IF EXISTS " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot drop the database " + name, e);
    }
  }

  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "30");
    properties.setProperty("sslmode", "disable");
    return DriverManager.getConnection(
        "jdbc:postgresql://" + host + ":" + port + "/" + MAINTENANCE_DATABASE, properties);
  }

  private static void requireName(String name) {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("Not a database name: " + name);
    }
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }
}
