package dev.examhall.activitylog;

import static dev.examhall.activitylog.RunningActivityLog.activity;
import static dev.examhall.activitylog.RunningActivityLog.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestKafka;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** Into a real OpenSearch. A door before it says 'busy' at first, as a loaded engine does. */
class SearchSinkIT {

  private static final Duration LONG = Duration.ofMinutes(2);

  /** OpenSearch takes no keyword of more bytes. */
  private static final int LONGEST_KEYWORD = 32_766;

  @TempDir Path folder;

  private final AtomicInteger busy = new AtomicInteger(2);

  @Test
  void everyActivityBecomesOneDocumentThoughTheEngineIsBusyAndRefusesSome() throws Exception {
    TestKafka kafka = TestInfrastructure.kafka();
    UUID session = UUID.randomUUID();
    List<ActivityRecorded> activities =
        IntStream.range(0, 250).mapToObj(i -> activity(session, "answer-saved", "Mina")).toList();
    ActivityRecorded refused = activity(session, "answer-saved", "x".repeat(LONGEST_KEYWORD + 1));
    try (OpenSearchNode engine = OpenSearchNode.start(folder.resolve("engine"));
        HttpClient forward = HttpClient.newHttpClient();
        TestIdentity identity = TestIdentity.start()) {
      HttpServer door = door(forward, engine.address());
      try (RunningActivityLog log =
          RunningActivityLog.start(
              TestInfrastructure.newDatabase(),
              kafka,
              identity,
              folder.resolve("log"),
              "--examhall.activity-log.search-sink.url=http://127.0.0.1:"
                  + door.getAddress().getPort())) {
        publish(kafka, activities);
        publish(kafka, List.of(refused));
        publish(kafka, activities);

        // The engine says 503 while a new index finds its place.
        await()
            .atMost(LONG)
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(documents(engine, session)).isEqualTo(250));
        await()
            .atMost(LONG)
            .until(
                () ->
                    log.get(
                            "/api/v1/activities/dead-letters",
                            identity.person("activity-log-service", "OPERATOR"))
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody()
                        .contains(refused.id().toString()));
        // The repeats are in too: one that came after the erasure would bring the person back.
        await()
            .atMost(LONG)
            .untilAsserted(
                () ->
                    assertThat(
                            log.bean(MeterRegistry.class)
                                .counter("examhall.activities.indexed")
                                .count())
                        .isGreaterThanOrEqualTo(500));
        assertThat(busy).hasNegativeValue();
        JsonNode document = found(engine, activities.getFirst().id());
        assertThat(document.at("/actor/name").asString()).isEqualTo("Mina");
        assertThat(mapping(engine).at("/at/type").asString()).isEqualTo("date");
        // The log's own group has it all the same.
        await().atMost(LONG).until(() -> log.count("session_id = '" + session + "'") == 251);

        log.ask(
                HttpMethod.DELETE,
                "/api/v1/people/" + session,
                identity.person("activity-log-service", "OPERATOR"))
            .expectStatus()
            .isOk();
        assertThat(documents(engine, session)).isZero();
      } finally {
        door.stop(0);
      }
    }
  }

  private static int documents(OpenSearchNode engine, UUID session) {
    engine.ask("POST", "/_refresh", null);
    return engine
        .ask("POST", "/examhall-activities-*/_count", term("sessionId", session))
        .path("count")
        .asInt();
  }

  private static JsonNode found(OpenSearchNode engine, UUID id) {
    return engine
        .ask("POST", "/examhall-activities-*/_search", term("id", id))
        .at("/hits/hits/0/_source");
  }

  private static String term(String field, UUID value) {
    return "{\"query\":{\"term\":{\"%s\":\"%s\"}}}".formatted(field, value);
  }

  private static JsonNode mapping(OpenSearchNode engine) {
    return engine
        .ask("GET", "/examhall-activities-*/_mapping", null)
        .valueStream()
        .findFirst()
        .orElseThrow()
        .at("/mappings/properties");
  }

  private HttpServer door(HttpClient forward, URI engine) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> pass(exchange, forward, engine));
    server.start();
    return server;
  }

  private void pass(HttpExchange exchange, HttpClient forward, URI engine) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestURI().getPath().equals("/_bulk") && busy.getAndDecrement() > 0) {
      send(exchange, 429, "{\"error\":\"busy\"}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    try {
      HttpResponse<byte[]> answer =
          forward.send(
              HttpRequest.newBuilder(engine.resolve(exchange.getRequestURI().toString()))
                  .header("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"))
                  .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      send(exchange, answer.statusCode(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
