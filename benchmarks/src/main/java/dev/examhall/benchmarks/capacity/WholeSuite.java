package dev.examhall.benchmarks.capacity;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All of Examhall as {@code ./examhall up} starts it, with the demo exam, in a folder of its own.
 */
final class WholeSuite implements AutoCloseable {

  private static final int PORT = Integer.getInteger("examhall.bench.port", 18_800);

  /**
   * Everybody comes from one address here; and the launcher's flags are for a laptop with few
   * people, these come after them: all of the compiler, and a heap for thousands of open pages.
   */
  private static final Map<String, String> FOR_A_CROWD =
      Map.of(
          "EXAMHALL_GATEWAY_LIMITS_ADDRESS_PERSECOND",
          "10000000",
          "EXAMHALL_GATEWAY_LIMITS_ADDRESS_BURST",
          "10000000",
          "_JAVA_OPTIONS",
          System.getProperty("examhall.bench.jvm", "-Xmx768m -XX:TieredStopAtLevel=4"));

  private static final List<String> DATABASES =
      List.of("activity_log", "exam_render", "gateway", "monitoring");

  private final Path home = Path.of(Objects.requireNonNull(System.getProperty("examhall.home")));
  private final Path data = Files.createTempDirectory("examhall-capacity");

  private WholeSuite() throws IOException {}

  static WholeSuite start() throws IOException, InterruptedException {
    WholeSuite suite = new WholeSuite();
    suite.examhall(
        "up", "--detach", "--demo", "--port", "" + PORT, "--data", suite.data.toString());
    return suite;
  }

  int port() {
    return PORT;
  }

  private void examhall(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("examhall").toString()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile("examhall", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(FOR_A_CROWD);
    Process process = builder.start();
    if (!process.waitFor(15, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(Files.readString(log));
    }
    Files.delete(log);
  }

  /**
   * What one process, with those that it started, has used.
   *
   * @param cpu time on a core since its start
   * @param megabytes resident; what several share is counted once
   */
  record Use(Duration cpu, long megabytes) {}

  /** By the launcher's names. */
  Map<String, Use> use() throws IOException {
    Map<String, Use> use = new LinkedHashMap<>();
    JsonNode state =
        JsonMapper.shared().readTree(Files.readString(data.resolve("run").resolve("state.json")));
    for (JsonNode part : state.path("parts")) {
      ProcessHandle process = ProcessHandle.of(part.path("pid").asLong()).orElseThrow();
      List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
      use.put(
          part.path("id").asString(),
          new Use(
              all.stream()
                  .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                  .reduce(Duration.ZERO, Duration::plus),
              all.stream().mapToLong(one -> kilobytes(one.pid())).sum() / 1024));
    }
    return use;
  }

  private static long kilobytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
        if (line.startsWith("Pss:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException endedMeanwhile) {
      return 0;
    }
    return 0;
  }

  /**
   * What the databases hold.
   *
   * @param rows in all tables
   * @param bytes on disk
   */
  record Stored(long rows, long bytes) {}

  /** By database. */
  Map<String, Stored> stored() throws IOException, SQLException {
    Properties secrets = new Properties();
    try (Reader reader = Files.newBufferedReader(data.resolve("secrets/suite.properties"))) {
      secrets.load(reader);
    }
    Map<String, Stored> stored = new LinkedHashMap<>();
    for (String database : DATABASES) {
      try (Connection connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:" + (PORT + 6) + "/" + database,
                  database,
                  secrets.getProperty("database-password." + database));
          Statement statement = connection.createStatement();
          ResultSet result =
              statement.executeQuery(
                  """
                  select (select coalesce(sum(n_tup_ins - n_tup_del), 0) from pg_stat_user_tables),
                    pg_database_size(current_database())
                  """)) {
        result.next();
        stored.put(database, new Stored(result.getLong(1), result.getLong(2)));
      }
    }
    return stored;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    examhall("down", "--data", data.toString());
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
