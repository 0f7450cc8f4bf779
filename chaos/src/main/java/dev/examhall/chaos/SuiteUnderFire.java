package dev.examhall.chaos;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** The whole suite in a data folder of its own, started by the launcher, with links in between. */
final class SuiteUnderFire implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(8);

  private final Path home;
  private final Path data;
  private final int base;
  private final Links links;
  private final Process launcher;

  private SuiteUnderFire(Path home, Path data, int base, Links links, Process launcher) {
    this.home = home;
    this.data = data;
    this.base = base;
    this.links = links;
    this.launcher = launcher;
  }

  /**
   * @param home the checkout, with everything built
   * @param base the suite's first of ten ports; links take those from ten further on
   */
  static SuiteUnderFire start(Path home, Path data, int base) throws IOException {
    Links links = new Links(base, base + 10);
    Path output = data.resolve("launcher.txt");
    Files.createDirectories(data);
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dexamhall.home=" + home,
                "-Dexamhall.terminal=false",
                "-jar",
                home.resolve("local-launcher/target/local-launcher.jar").toString(),
                "up",
                "--demo",
                "--port",
                Integer.toString(base),
                "--through",
                Integer.toString(base + 10),
                "--data",
                data.resolve("suite").toString()));
    // so that a run of minutes sees alerts end, and what falls often is not called unsteady for
    // long
    builder.environment().put("EXAMHALL_MONITORING_ALERTS_RESOLVEAFTER", "10s");
    builder.environment().put("EXAMHALL_MONITORING_POLLING_FLAPCALM", "30s");
    builder.environment().put("EXAMHALL_MONITORING_POLLING_FLAPWINDOW", "1m");
    builder.environment().put("EXAMHALL_MONITORING_ALERTS_STARTGRACE", "10s");
    builder.environment().remove("OTEL_EXPORTER_OTLP_ENDPOINT");
    Process launcher = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    SuiteUnderFire suite = new SuiteUnderFire(home, data.resolve("suite"), base, links, launcher);
    try {
      suite.awaitStart(output);
      return suite;
    } catch (IOException | RuntimeException e) {
      suite.close();
      throw e;
    }
  }

  private void awaitStart(Path output) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!Files.readString(output).contains("/teacher/dashboard")) {
      if (!launcher.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("The suite did not start:\n" + Files.readString(output));
      }
      pause(200);
    }
  }

  Path home() {
    return home;
  }

  Path data() {
    return data;
  }

  Links links() {
    return links;
  }

  URI gateway() {
    return URI.create("http://127.0.0.1:" + base);
  }

  /** A service's own address, past the gateway and all links. */
  URI service(String name) {
    return URI.create(part(name).path("url").asString());
  }

  /** Where our own users find cache-service: behind a link. */
  URI cacheForUsers() {
    return URI.create("http://127.0.0.1:" + links.link(Links.CACHE_USER + ">cache-service").port());
  }

  int kafkaPort() {
    return links.kafkaPort();
  }

  String internalSecret() {
    return secret("internal-secret");
  }

  String username() {
    return properties("secrets/first-account.properties").getProperty("username");
  }

  String password() {
    return properties("secrets/first-account.properties").getProperty("password");
  }

  private String secret(String key) {
    return properties("secrets/suite.properties").getProperty(key);
  }

  private Properties properties(String file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(data.resolve(file))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  Connection database(String name) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + (base + 6) + "/" + name + "?connectTimeout=5",
        name,
        secret("database-password." + name));
  }

  long pid(String process) {
    return part(process).path("pid").asLong();
  }

  /** How often the launcher had to start it again. */
  int restarts(String process) {
    return part(process).path("restarts").asInt();
  }

  long kill(String process) {
    long pid = pid(process);
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    return pid;
  }

  /** A process and those that it has started: PostgreSQL answers by its children. */
  void signal(String process, String signal) {
    long pid = pid(process);
    send(signal, pid);
    ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(child -> send(signal, child.pid()));
  }

  private static void send(String signal, long pid) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it runs as another process than this one, and takes requests. */
  boolean isBack(String process, long formerPid) {
    JsonNode part = part(process);
    long pid = part.path("pid").asLong();
    if (pid == 0 || pid == formerPid || !ProcessHandle.of(pid).isPresent()) {
      return false;
    }
    return answers(process, part);
  }

  private static boolean answers(String process, JsonNode part) {
    if (!part.path("url").asString().startsWith("http")) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), part.path("port").asInt()),
            500);
        return true;
      } catch (IOException e) {
        return false;
      }
    }
    try {
      // liveness and not readiness: what it needs may be away for another reason
      Http http = new Http(URI.create(part.path("url").asString()));
      return http.get("/actuator/health/liveness").status() == 200;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private JsonNode part(String id) {
    for (int tries = 0; ; tries++) {
      try {
        for (JsonNode part :
            Http.JSON.readTree(Files.readString(data.resolve("run/state.json"))).path("parts")) {
          if (part.path("id").asString().equals(id)) {
            return part;
          }
        }
        throw new IllegalArgumentException("There is no process " + id);
      } catch (IOException e) {
        // it is being written
        if (tries > 50) {
          throw new UncheckedIOException(e);
        }
        pause(50);
      }
    }
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The newest lines of each log, for whoever has to find out what happened. */
  List<Path> logs() {
    List<Path> logs = new ArrayList<>();
    for (String process : FaultPlan.PROCESSES) {
      logs.add(Path.of(part(process).path("log").asString()));
    }
    return logs;
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(data.resolve("run/state.json"))) {
      // what is paused would not hear that it is to end
      FaultPlan.PROCESSES.forEach(each -> signal(each, "CONT"));
    }
    links.healAll();
    launcher.destroy();
    try {
      if (!launcher.waitFor(90, TimeUnit.SECONDS)) {
        launcher.destroyForcibly();
      }
    } catch (InterruptedException e) {
      launcher.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    links.close();
  }
}
