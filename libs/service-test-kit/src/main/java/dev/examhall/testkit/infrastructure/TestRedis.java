package dev.examhall.testkit.infrastructure;

/** The Redis of a test. All test classes of a JVM share it: use keys of your own. */
public record TestRedis(String host, int port, String password) {

  /** With the password, for clients that take a URL. */
  public String url() {
    return "redis://:" + password + "@" + host + ":" + port;
  }
}
