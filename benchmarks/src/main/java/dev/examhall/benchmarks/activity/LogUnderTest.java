package dev.examhall.benchmarks.activity;

import dev.examhall.benchmarks.Checkout;
import dev.examhall.embedded.ChildProcess;
import dev.examhall.embedded.KafkaServer;
import dev.examhall.embedded.OrphanGuard;
import dev.examhall.embedded.Ports;
import dev.examhall.embedded.PostgresServer;
import dev.examhall.testkit.identity.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * The real jar of activity-log-service with PostgreSQL (with fsync) and Kafka, each in a process of
 * its own.
 */
final class LogUnderTest implements AutoCloseable {

  static final String PASSWORD = "password-of-benchmarks";
  static final String DATABASE = "activity_log";
  private static final String SERVICE = "activity-log-service";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder = Files.createTempDirectory("examhall-bench-log");
  private final TestIdentity identity = TestIdentity.start();
  private final PostgresServer postgres;
  private final KafkaServer kafka;
  private final ChildProcess service = new ChildProcess(OrphanGuard.Stage.SERVICE);
  private final int port = Ports.free();

  private LogUnderTest(List<String> jvm) throws IOException {
    Path binaries = Path.of(System.getProperty("java.io.tmpdir"), "examhall-bench-binaries");
    postgres =
        new PostgresServer(
            new PostgresServer.Settings(folder.resolve("postgres"), binaries, 0, PASSWORD));
    kafka = new KafkaServer(new KafkaServer.Settings(folder.resolve("kafka"), 0, 0));
    boolean started = false;
    try {
      postgres.start();
      postgres.administration().createDatabase(DATABASE, PASSWORD);
      kafka.start();
      launch(jvm);
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  static LogUnderTest start(List<String> jvm) throws IOException {
    return new LogUnderTest(jvm);
  }

  private void launch(List<String> jvm) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("SERVER_PORT", String.valueOf(port));
    environment.put("EXAMHALL_DATA_DIR", folder.resolve("data").toString());
    environment.put("EXAMHALL_INTERNAL_SECRET", identity.secret());
    environment.put(
        "EXAMHALL_GATEWAY_URL", identity.jwksUri().replace("/.well-known/jwks.json", ""));
    environment.put("EXAMHALL_POSTGRES_PORT", String.valueOf(postgres.port()));
    environment.put("EXAMHALL_DATABASE_PASSWORD", PASSWORD);
    environment.put("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    Path jar = Checkout.jar(SERVICE);
    command.addAll(List.of("-jar", jar.toString()));
    service.start(
        new ChildProcess.Program(
            SERVICE,
            command,
            environment,
            Files.createDirectories(folder.resolve("data")),
            folder.resolve("service.log"),
            folder.resolve("service.pid"),
            jar.toString(),
            ChildProcess.StopSignal.TERM,
            Duration.ofSeconds(10)));
    service.awaitReady(Duration.ofMinutes(2), this::isReady);
  }

  private boolean isReady() {
    try {
      return http.send(
                  HttpRequest.newBuilder(uri("/actuator/health/readiness"))
                      .timeout(Duration.ofSeconds(2))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** What an operator gets. */
  <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + identity.person(SERVICE, "OPERATOR"))
            .build(),
        body);
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(DATABASE), DATABASE, PASSWORD);
  }

  int postgresPort() {
    return postgres.port();
  }

  Path folder() {
    return folder;
  }

  long pid() {
    return service.pid().orElseThrow();
  }

  @Override
  public void close() {
    service.stop();
    kafka.stop();
    postgres.stop();
    identity.close();
    http.close();
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
