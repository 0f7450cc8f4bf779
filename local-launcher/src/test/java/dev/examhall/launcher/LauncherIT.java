package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.embedded.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as people start it, over real servers, with small programs for services. */
class LauncherIT {

  private record Result(int exitCode, String output) {}

  @TempDir private Path temp;
  private Path checkout;
  private Path data;
  private int port;

  @BeforeEach
  void makeACheckout() throws IOException {
    checkout = Files.createDirectories(temp.resolve("checkout"));
    data = checkout.resolve(".examhall/data");
    // Unpacked once for all modules.
    Path binaries = Path.of("..", ".examhall", "binaries").toAbsolutePath().normalize();
    Files.createDirectories(binaries);
    Files.createDirectories(checkout.resolve(".examhall"));
    Files.createSymbolicLink(checkout.resolve(".examhall/binaries"), binaries);
    for (String service : List.of("asset-service", "cache-service", "monitoring-service")) {
      BootJar.write(
          checkout.resolve(service).resolve("target").resolve(service + ".jar"), "a library");
    }
    port = tenFreePorts();
  }

  @AfterEach
  void endWhatRuns() throws Exception {
    examhall("down");
    Files.delete(checkout.resolve(".examhall/binaries"));
  }

  @Test
  void startsWatchesAndEndsASuiteAndKeepsItsData() throws Exception {
    Result up = up("asset-service,cache-service");

    assertThat(up.exitCode()).as(up.output()).isZero();
    assertThat(up.output())
        .contains("ready     postgresql", "ready     redis", "ready     kafka")
        .contains("ready     asset-service", "ready     cache-service")
        .contains("http://127.0.0.1:" + port + "/")
        .containsPattern("teacher / \\S{19}")
        .contains("./examhall down");
    assertThat(examhall("status"))
        .satisfies(status -> assertThat(status.exitCode()).as(status.output()).isZero())
        .satisfies(
            status ->
                assertThat(status.output())
                    .contains("asset-service", "ready", Integer.toString(port + 5), " MB"));
    execute("CREATE TABLE kept(word text)");
    execute("INSERT INTO kept VALUES ('kept')");

    // The folder is in use.
    assertThat(up("none"))
        .satisfies(second -> assertThat(second.exitCode()).isEqualTo(1))
        .satisfies(second -> assertThat(second.output()).contains("is in use by pid"));

    // A server and a service that are killed come back on their ports.
    List<Long> killed = List.of(pid("redis"), pid("postgresql"), pid("asset-service"));
    killed.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    awaitStatus(0, killed);
    awaitLauncherSays("asset-service ended with exit code 137; it is started again in 1 s");
    awaitLauncherSays("redis is ready again");
    // It answers a little before the launcher has seen to its databases.
    awaitLauncherSays("postgresql is ready again");
    assertThat(query("SELECT word FROM kept")).isEqualTo("kept");

    // Everything at once is killed: nothing is left, and the data is there.
    List<Long> all = new ArrayList<>(allPids());
    all.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    awaitFolderIsFree();
    Result again = up("asset-service,cache-service");
    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(again.output())
        .contains("the password is in")
        .doesNotContainPattern("teacher / \\S{19}");
    assertThat(query("SELECT word FROM kept")).isEqualTo("kept");

    List<Long> running = allPids();
    assertThat(examhall("logs", "asset-service").output()).contains("Started");
    assertThat(examhall("down").exitCode()).isZero();
    assertThat(running)
        .allSatisfy(
            pid -> assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty());
    assertThat(examhall("status").exitCode()).isEqualTo(3);
  }

  @Test
  void endsItsChildrenWhenTheLauncherAloneIsKilled() throws Exception {
    assertThat(up("asset-service").exitCode()).isZero();
    List<Long> children = allPids().subList(1, allPids().size());

    ProcessHandle.of(allPids().getFirst()).orElseThrow().destroyForcibly();

    for (long child : children) {
      ProcessHandle.of(child)
          .ifPresent(handle -> handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }
    assertThat(examhall("status").output()).contains("Nothing runs");
  }

  @Test
  void namesAPortThatIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(port + 4, 1, InetAddress.getLoopbackAddress())) {
      Result up = up("none");

      assertThat(up.exitCode()).isEqualTo(1);
      assertThat(up.output())
          .contains("Port " + other.getLocalPort() + " (for activity-log-service) is taken");
    }
  }

  @Test
  void startsAServiceAgainWithItsClassCacheAndWithoutADamagedOne() throws Exception {
    assertThat(up("asset-service").exitCode()).isZero();
    Path cache = awaitClassCache();

    long first = pid("asset-service");
    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    awaitStatus(0, List.of(first));
    assertThat(commandLine("asset-service")).contains("-XX:AOTCache=" + cache);

    byte[] damaged = Files.readAllBytes(cache);
    Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 100_000, (byte) 7);
    Files.delete(cache);
    Files.write(cache, damaged);
    long second = pid("asset-service");
    ProcessHandle.of(second).orElseThrow().destroyForcibly();
    awaitStatus(0, List.of(first, second));
    assertThat(Files.readString(new DataFolder(data).log("asset-service")))
        .contains("Checksum verification failed");
  }

  @Test
  void saysWhichServiceDiedAndWhyAndLeavesNothingRunning() throws Exception {
    Result up = up("asset-service,monitoring-service");

    assertThat(up.exitCode()).isEqualTo(1);
    assertThat(up.output())
        .contains("FAILED    monitoring-service")
        .contains("monitoring-service ended with exit code 3 while starting; see ")
        .contains("monitoring-service.log")
        .contains("| EXAMHALL_SOMETHING is missing");
    assertThat(Ports.isFree(port + 5)).isTrue();
    assertThat(Ports.isFree(port + 6)).isTrue();
    assertThat(Ports.isFree(port + 8)).isTrue();
  }

  @Test
  void saysWhichJarIsMissing() throws Exception {
    Result up = up("gateway");

    assertThat(up.exitCode()).isEqualTo(1);
    assertThat(up.output())
        .containsPattern("gateway/target/gateway\\.jar is missing: build it with \\./examhall up");
  }

  private Result up(String services) throws Exception {
    return examhall(
        "up", "--detach", "--no-demo", "--port", Integer.toString(port), "--services", services);
  }

  private Result examhall(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dexamhall.home=" + checkout,
                "-jar",
                Path.of("target", "local-launcher.jar").toAbsolutePath().toString()));
    command.addAll(Arrays.asList(arguments));
    Path output = Files.createTempFile(temp, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("ended in time").isTrue();
    return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private void awaitStatus(int exitCode, List<Long> gone) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      boolean replaced = allPids().stream().noneMatch(gone::contains);
      if (replaced && examhall("status").exitCode() == exitCode) {
        return;
      }
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private Path awaitClassCache() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (true) {
      try (Stream<Path> files = Files.list(checkout.resolve(".examhall/apps"))) {
        Optional<Path> cache = files.filter(file -> file.toString().endsWith(".aot")).findFirst();
        if (cache.isPresent()) {
          return cache.get();
        }
      }
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private void awaitLauncherSays(String line) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!Files.readString(new DataFolder(data).launcherLog()).contains(line)) {
      assertThat(System.nanoTime()).as("said in time: " + line).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /** A killed process keeps its lock until the kernel has taken it apart. */
  private void awaitFolderIsFree() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (new DataFolder(data).isInUse()) {
      assertThat(System.nanoTime()).as("free in time").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private String commandLine(String id) {
    return ProcessHandle.of(pid(id)).flatMap(each -> each.info().commandLine()).orElseThrow();
  }

  private RunState state() {
    return RunState.read(new DataFolder(data).runState()).orElseThrow();
  }

  private long pid(String id) {
    return state().parts().stream()
        .filter(part -> part.id().equals(id))
        .findFirst()
        .orElseThrow()
        .pid();
  }

  /** The launcher's first. */
  private List<Long> allPids() {
    List<Long> pids = new ArrayList<>(List.of(state().launcher()));
    state().parts().forEach(part -> pids.add(part.pid()));
    return pids;
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String query(String sql) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private Connection connect() throws IOException, SQLException {
    Properties secrets = new Properties();
    try (var reader = Files.newBufferedReader(new DataFolder(data).secrets())) {
      secrets.load(reader);
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + (port + 6) + "/monitoring",
        "monitoring",
        secrets.getProperty("database-password.monitoring"));
  }

  private static int tenFreePorts() {
    while (true) {
      int base = Ports.free();
      if (base < 65000
          && java.util.stream.IntStream.range(base, base + 10).allMatch(Ports::isFree)) {
        return base;
      }
    }
  }
}
