package dev.examhall.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * PostgreSQL 17, durable ({@code fsync} and {@code synchronous_commit} on), on loopback TCP only,
 * with SCRAM passwords. As root it runs in a user namespace of its own, since it refuses to be
 * root.
 */
public final class PostgresServer extends EmbeddedServer {

  /**
   * @param dataDirectory this server's own folder
   * @param binariesDirectory where programs are unpacked to; may be shared by many runs
   * @param port loopback port; 0 takes a free one
   * @param superuserPassword of the role {@code postgres}; it cannot be changed later by giving
   *     another one
   * @param maxConnections how many connections it takes
   */
  public record Settings(
      Path dataDirectory,
      Path binariesDirectory,
      int port,
      String superuserPassword,
      int maxConnections) {

    public Settings {
      dataDirectory = dataDirectory.toAbsolutePath().normalize();
      binariesDirectory = binariesDirectory.toAbsolutePath().normalize();
      if (superuserPassword.isBlank()) {
        throw new IllegalArgumentException("PostgreSQL needs a password for its superuser");
      }
    }

    public Settings(
        Path dataDirectory, Path binariesDirectory, int port, String superuserPassword) {
      this(dataDirectory, binariesDirectory, port, superuserPassword, 200);
    }
  }

  private static final String SUPERUSER = "postgres";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final String INVALID_PASSWORD = "28P01";

  private final Settings settings;

  public PostgresServer(Settings settings) {
    super("PostgreSQL", settings.dataDirectory().resolve("postgres.log"), settings.port());
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    if (isAlive()) {
      return;
    }
    Path installation = new Binaries(settings.binariesDirectory()).postgres();
    ChildProcess.endLeftover(
        pidFile(), cluster().toString(), ChildProcess.StopSignal.INT, STOP_TIMEOUT);
    choosePort();
    if (!Files.exists(cluster().resolve("PG_VERSION"))) {
      createCluster(installation);
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (true) {
      try {
        startOnce(installation);
        return;
      } catch (ServerStartException e) {
        // After a kill the old server's own children need a moment to notice and to leave, and
        // the old server itself stands as a process until somebody has reaped it.
        boolean oldServerIsLeaving =
            mentions(e, "pre-existing shared memory block")
                || mentions(e, "lock file \"postmaster.pid\" already exists");
        if (System.nanoTime() > deadline || !oldServerIsLeaving) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
    }
  }

  private static boolean mentions(ServerStartException e, String text) {
    return e.getMessage() != null && e.getMessage().contains(text);
  }

  private void startOnce(Path installation) {
    List<String> command = asUnprivilegedUser();
    command.add(installation.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", cluster().toString()));
    Map<String, String> parameters =
        Map.ofEntries(
            Map.entry("port", Integer.toString(port())),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", Integer.toString(settings.maxConnections())),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("shared_buffers", "64MB"),
            Map.entry("max_wal_size", "256MB"),
            Map.entry("min_wal_size", "32MB"),
            Map.entry("jit", "off"),
            Map.entry("log_min_messages", "warning"),
            Map.entry("timezone", "UTC"));
    parameters.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    process.start(
        new ChildProcess.Program(
            name(),
            command,
            Map.of("LC_ALL", "C", "TZ", "UTC"),
            settings.dataDirectory(),
            log(),
            pidFile(),
            cluster().toString(),
            ChildProcess.StopSignal.INT,
            STOP_TIMEOUT));
    process.awaitReady(START_TIMEOUT, this::answers);
  }

  private boolean answers() {
    try (Connection connection = administration().connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT 1")) {
      return result.next();
    } catch (SQLException e) {
      if (INVALID_PASSWORD.equals(e.getSQLState())) {
        stop();
        throw new ServerStartException(
            "The PostgreSQL data in "
                + cluster()
                + " was made with another password: use the secrets it was made with, or another"
                + " data folder",
            e);
      }
      return false;
    }
  }

  /**
   * Made beside its place and renamed when complete, so that a killed first start leaves nothing.
   */
  private void createCluster(Path installation) {
    Path fresh = settings.dataDirectory().resolve("cluster.new");
    Path passwordFile = settings.dataDirectory().resolve("password.new");
    try {
      Files.createDirectories(settings.dataDirectory());
      Binaries.deleteRecursively(fresh);
      OwnerOnly.write(passwordFile, settings.superuserPassword() + "\n");
      List<String> command = asUnprivilegedUser();
      command.addAll(
          List.of(
              installation.resolve("bin/initdb").toString(),
              "-D",
              fresh.toString(),
              "-U",
              SUPERUSER,
              "--auth=scram-sha-256",
              "--pwfile=" + passwordFile,
              "--encoding=UTF8",
              "--no-locale",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8"));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(settings.dataDirectory().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      builder.environment().put("LC_ALL", "C");
      int exitCode = builder.start().waitFor();
      if (exitCode != 0) {
        throw new ServerStartException(
            "PostgreSQL's initdb ended with exit code "
                + exitCode
                + "; see "
                + log()
                + ChildProcess.lastLines(log(), 12));
      }
      Binaries.deleteRecursively(cluster());
      Files.move(fresh, cluster(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ServerStartException(
          "Cannot make a database cluster in " + cluster() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException("Interrupted while making a database cluster", e);
    } finally {
      Binaries.deleteRecursively(passwordFile);
    }
  }

  private static List<String> asUnprivilegedUser() {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      // The namespace maps nobody: the process is no root to itself, and still owns its files.
      command.addAll(List.of("unshare", "-U"));
    }
    return command;
  }

  /** Makes and drops databases on this server, as its superuser. */
  public DatabaseAdministration administration() {
    return new DatabaseAdministration("127.0.0.1", port(), SUPERUSER, settings.superuserPassword());
  }

  /** For JDBC; without user and password. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  private Path cluster() {
    return settings.dataDirectory().resolve("cluster");
  }

  private Path pidFile() {
    return settings.dataDirectory().resolve("postgres.pid");
  }
}
