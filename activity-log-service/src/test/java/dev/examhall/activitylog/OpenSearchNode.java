package dev.examhall.activitylog;

import dev.examhall.embedded.ChildProcess;
import dev.examhall.embedded.OrphanGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real OpenSearch of one node, in a JVM of its own with the class path of its own module. */
final class OpenSearchNode implements AutoCloseable {

  private static final Path JARS =
      Path.of("..", "libs", "opensearch-node", "target", "lib").toAbsolutePath().normalize();
  private static final String NODE = "org.codelibs.opensearch.runner.OpenSearchRunner";

  /** It takes the first port that is free from 9201 on. */
  private static final Pattern LISTENING =
      Pattern.compile("HttpServerTransport.*publish_address \\{(127\\.0\\.0\\.1:\\d+)}");

  /** Else a node gives new indices no place on a disk that others have filled to nine tenths. */
  private static final String FULL_DISK_IS_FINE =
      "{\"persistent\":{\"cluster.routing.allocation.disk.threshold_enabled\":false}}";

  private static final Duration START = Duration.ofMinutes(3);

  private final ChildProcess process = new ChildProcess(OrphanGuard.Stage.SERVER);
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private @Nullable URI address;

  private OpenSearchNode(Path log) {
    this.log = log;
  }

  /** Returns when the node answers. */
  static OpenSearchNode start(Path folder) {
    OpenSearchNode node = new OpenSearchNode(folder.resolve("opensearch.log"));
    node.process.start(
        new ChildProcess.Program(
            "OpenSearch",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                JARS + "/*",
                NODE,
                "-basePath",
                folder.toString(),
                "-numOfNode",
                "1"),
            Map.of(),
            folder,
            node.log,
            folder.resolve("opensearch.pid"),
            folder.toString(),
            ChildProcess.StopSignal.TERM,
            Duration.ofSeconds(10)));
    node.process.awaitReady(START, Duration.ofMillis(200), () -> node.answers());
    node.ask("PUT", "/_cluster/settings", FULL_DISK_IS_FINE);
    return node;
  }

  URI address() {
    return Objects.requireNonNull(address);
  }

  /**
   * The answer as JSON.
   *
   * @throws IllegalStateException if it is no success
   */
  JsonNode ask(String method, String path, @Nullable String json) {
    HttpRequest request =
        HttpRequest.newBuilder(address().resolve(path))
            .header("Content-Type", "application/json")
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return JsonMapper.shared().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean answers() {
    try {
      Matcher listening = LISTENING.matcher(Files.readString(log));
      if (!listening.find()) {
        return false;
      }
      address = URI.create("http://" + listening.group(1));
      return ask("GET", "/_cluster/health", null).path("number_of_nodes").asInt() == 1;
    } catch (IOException | UncheckedIOException | IllegalStateException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.stop();
    http.close();
  }
}
