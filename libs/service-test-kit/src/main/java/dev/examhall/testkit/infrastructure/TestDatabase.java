package dev.examhall.testkit.infrastructure;

/** A PostgreSQL database of a test, whose role has the same name. */
public record TestDatabase(String host, int port, String name, String password) {

  public String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + name;
  }

  public String r2dbcUrl() {
    return "r2dbc:postgresql://" + host + ":" + port + "/" + name;
  }

  /** The role that owns the database. */
  public String user() {
    return name;
  }
}
