package dev.examhall.examrender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.testkit.infrastructure.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The service's jar in a process of its own, beside the tests' instance: with the same database,
 * identity and stub of asset-service. Redis and Kafka are not there.
 */
public final class ServiceProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TestDatabase database;
  private final Path folder;
  private final List<String> settings;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;
  private @Nullable Process process;

  /**
   * @param folder for its data and its log
   * @param settings such as {@code examhall.regrade.step=20}
   */
  public ServiceProcess(TestDatabase database, Path folder, String... settings) throws IOException {
    this.database = database;
    this.folder = folder;
    this.settings = List.of(settings);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  /** Starts it, and waits until it takes requests. */
  public void start() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                Path.of("target", "exam-render-service.jar").toString(),
                "--spring.r2dbc.url=" + database.r2dbcUrl(),
                "--spring.flyway.url=" + database.jdbcUrl(),
                "--examhall.identity.jwks-uri=" + Suite.identity().jwksUri(),
                "--examhall.media.url=" + Suite.assets().url(),
                "--examhall.page-assets.url=" + Suite.assets().url()));
    settings.forEach(setting -> command.add("--" + setting));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("EXAMHALL_"));
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().put("EXAMHALL_DATABASE_PASSWORD", database.password());
    builder.environment().put("EXAMHALL_INTERNAL_SECRET", Suite.identity().secret());
    builder.environment().put("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    builder.environment().put("EXAMHALL_CACHE_URL", "http://127.0.0.1:1");
    builder.environment().put("EXAMHALL_DATA_DIR", folder.toString());
    Process started =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    process = started;
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      assertThat(started.isAlive() && System.nanoTime() < patience)
          .as("the service starts, see %s", folder.resolve("log"))
          .isTrue();
      Thread.sleep(100);
    }
  }

  private boolean isReady() throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(at("/actuator/health/readiness")).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends JSON as a teacher, and does not wait for the answer, which may never come. */
  public void post(String path, String json) {
    var unused =
        client.sendAsync(
            HttpRequest.newBuilder(at(path))
                .header("Authorization", "Bearer " + Suite.token("TEACHER"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.discarding());
  }

  /** SIGKILL: it has no say in it. */
  public void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
    client.close();
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
