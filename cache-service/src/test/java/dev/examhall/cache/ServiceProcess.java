package dev.examhall.cache;

import dev.examhall.embedded.ChildProcess;
import dev.examhall.embedded.OrphanGuard;
import dev.examhall.embedded.Ports;
import dev.examhall.testkit.identity.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.util.FileSystemUtils;

/** cache-service in a process of its own, which can be killed and started again. */
public final class ServiceProcess implements AutoCloseable {

  private final ChildProcess process = new ChildProcess(OrphanGuard.Stage.SERVICE);
  private final int port = Ports.free();
  private final Path folder;
  private final Map<String, String> environment;

  public ServiceProcess(TestIdentity identity, int redisPort, String redisPassword) {
    try {
      this.folder = Files.createTempDirectory("cache-service");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.environment =
        Map.of(
            "SERVER_PORT", Integer.toString(port),
            "EXAMHALL_REDIS_PORT", Integer.toString(redisPort),
            "EXAMHALL_REDIS_PASSWORD", redisPassword,
            "EXAMHALL_CACHE_REDIS_NAMESPACE", "process-" + UUID.randomUUID() + ":",
            "EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
            "EXAMHALL_INTERNAL_SECRET", identity.secret(),
            "EXAMHALL_IDENTITY_JWKS_URI", identity.jwksUri(),
            "EXAMHALL_DATA_DIR", folder.toString(),
            "LOGGING_LEVEL_ORG_APACHE_KAFKA", "OFF");
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Starts it and waits until it is ready. */
  public void start() {
    String classPath =
        Objects.requireNonNull(
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    process.start(
        new ChildProcess.Program(
            "cache-service",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                classPath,
                CacheApplication.class.getName(),
                "--spring.autoconfigure.exclude="
                    + "dev.examhall.cacheclient.CacheClientAutoConfiguration"),
            environment,
            folder,
            folder.resolve("log"),
            folder.resolve("pid"),
            CacheApplication.class.getName(),
            ChildProcess.StopSignal.TERM,
            Duration.ofSeconds(10)));
    process.awaitReady(Duration.ofSeconds(120), this::ready);
  }

  /** Ends it without a warning. */
  public void kill() {
    process.kill();
  }

  private boolean ready() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url() + "/actuator/health/readiness"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    process.kill();
    FileSystemUtils.deleteRecursively(folder.toFile());
  }
}
