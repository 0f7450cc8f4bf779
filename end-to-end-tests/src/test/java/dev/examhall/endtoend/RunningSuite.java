package dev.examhall.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole suite with its demo exam, started by the launcher as a person would start it. */
final class RunningSuite implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(6);
  private static final int PORTS = 10;

  private final Path checkout;
  private final Path work;
  private final Path data;
  private final int basePort;
  private final @Nullable Process launcher;

  private RunningSuite(
      Path checkout, Path work, Path data, int basePort, @Nullable Process launcher) {
    this.checkout = checkout;
    this.work = work;
    this.data = data;
    this.basePort = basePort;
    this.launcher = launcher;
  }

  /** Starts a suite, or takes the one that runs on the data folder in {@code examhall.data}. */
  static RunningSuite start() {
    Path checkout = Path.of(System.getProperty("examhall.checkout")).toAbsolutePath().normalize();
    Path work = Path.of(System.getProperty("examhall.work")).toAbsolutePath().normalize();
    String running = System.getProperty("examhall.data", "");
    if (!running.isEmpty()) {
      return attach(checkout, work, Path.of(running));
    }
    return start(checkout, work, List.of("--demo"));
  }

  /** Starts a suite of a few services of its own, which send their traces to an address. */
  static RunningSuite startTraced(URI otlpEndpoint, String services) {
    Path checkout = Path.of(System.getProperty("examhall.checkout")).toAbsolutePath().normalize();
    Path work = Path.of(System.getProperty("examhall.work")).toAbsolutePath().normalize();
    return start(
        checkout,
        work.resolveSibling("traced-suite"),
        List.of("--demo", "--services", services, "--traces", otlpEndpoint.toString()));
  }

  private static RunningSuite start(Path checkout, Path work, List<String> options) {
    Path data = work.resolve("data");
    int basePort = freePorts();
    try {
      deleteRecursively(work);
      Files.createDirectories(work.resolve("pictures"));
      Path output = work.resolve("launcher.txt");
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "--enable-native-access=ALL-UNNAMED",
                  "-Dexamhall.home=" + checkout,
                  "-Dexamhall.terminal=false",
                  "-jar",
                  checkout.resolve("local-launcher/target/local-launcher.jar").toString(),
                  "up",
                  "--port",
                  String.valueOf(basePort),
                  "--data",
                  data.toString()));
      command.addAll(options);
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      // what begins by itself is sampled; by chance a test may depend on none of it
      builder.environment().put("EXAMHALL_TRACES_BACKGROUND", "0");
      // what a machine that stalled made unsteady is called well again while a test waits for it
      builder.environment().put("EXAMHALL_MONITORING_POLLING_FLAPCALM", "15s");
      builder.environment().put("EXAMHALL_MONITORING_POLLING_FLAPWINDOW", "1m");
      Process launcher = builder.start();
      RunningSuite suite = new RunningSuite(checkout, work, data, basePort, launcher);
      suite.awaitReady(launcher, output);
      return suite;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RunningSuite attach(Path checkout, Path work, Path data) {
    try {
      Files.createDirectories(work.resolve("pictures"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int basePort = state(data).path("basePort").asInt();
    return new RunningSuite(checkout, work, data, basePort, null);
  }

  private void awaitReady(Process launcher, Path output) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!Files.readString(output).contains("/teacher/dashboard")) {
      if (!launcher.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new AssertionError("The suite did not start:\n" + Files.readString(output));
      }
      pause();
    }
  }

  URI gateway() {
    return URI.create("http://127.0.0.1:" + basePort);
  }

  Path checkout() {
    return checkout;
  }

  Path work() {
    return work;
  }

  Path pictures() {
    return work.resolve("pictures");
  }

  /** The first account, as the launcher made it: {@code username}, {@code password}. */
  Properties firstAccount() {
    Properties account = new Properties();
    try (var reader = Files.newBufferedReader(data.resolve("secrets/first-account.properties"))) {
      account.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return account;
  }

  /**
   * Kills all instances of a part with SIGKILL, which they cannot see coming: it is gone for a
   * while.
   *
   * @return the pids that they had
   */
  List<Long> kill(String part) {
    List<Long> pids = pids(part);
    pids.forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    return pids;
  }

  /**
   * Kills the first instance of a part with SIGKILL; others of it, where there are some, stay.
   *
   * @return the pid that it had
   */
  List<Long> killOne(String part) {
    long pid = pid(part);
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    return List.of(pid);
  }

  /** The process of a part, the first one where it has several. */
  long pid(String part) {
    return pids(part).getFirst();
  }

  /** A service's own database, as only measurements ask it. */
  Connection database(String name) throws SQLException {
    Properties secrets = new Properties();
    try (var reader = Files.newBufferedReader(data.resolve("secrets/suite.properties"))) {
      secrets.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + (basePort + 6) + "/" + name,
        name,
        secrets.getProperty("database-password." + name));
  }

  /** Stops a part without its knowledge: it keeps its connections and answers nothing. */
  void suspend(String part) {
    signal(part, "STOP");
  }

  /** Lets a part go on that was suspended. */
  void resume(String part) {
    signal(part, "CONT");
  }

  private void signal(String part, String signal) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    pids(part).forEach(pid -> command.add(pid.toString()));
    try {
      new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** Waits until the launcher has all of the part running again, as other processes. */
  void awaitRestarted(String part, List<Long> killed, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      List<Long> pids = pids(part);
      if (!pids.contains(0L) && pids.stream().noneMatch(killed::contains)) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(part + " was not started again: " + killed + ", now " + pids);
      }
      pause();
    }
  }

  /** One, or as many as the suite was started with ({@code gateway}, {@code gateway-2} …). */
  private List<Long> pids(String part) {
    JsonNode state = state(data);
    List<Long> pids = new ArrayList<>();
    for (JsonNode each : state.path("parts")) {
      if (each.path("id").asString().matches(part + "(-\\d+)?")) {
        pids.add(each.path("pid").asLong());
      }
    }
    if (pids.isEmpty()) {
      throw new AssertionError("There is no part " + part + " in " + state);
    }
    return pids;
  }

  private static JsonNode state(Path data) {
    return JsonMapper.shared().readTree(data.resolve("run").resolve("state.json"));
  }

  @Override
  public void close() {
    if (launcher == null) {
      return;
    }
    launcher.destroy();
    try {
      if (!launcher.waitFor(60, TimeUnit.SECONDS)) {
        launcher.destroyForcibly();
      }
    } catch (InterruptedException e) {
      launcher.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** The first of ten ports in a row that nobody listens on. */
  private static int freePorts() {
    Random random = new Random();
    for (int attempt = 0; attempt < 200; attempt++) {
      int base = 20_000 + random.nextInt(1_000) * PORTS;
      if (Stream.iterate(base, port -> port + 1).limit(PORTS).allMatch(RunningSuite::isFree)) {
        return base;
      }
    }
    throw new AssertionError("No ten free ports in a row");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static void deleteRecursively(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
