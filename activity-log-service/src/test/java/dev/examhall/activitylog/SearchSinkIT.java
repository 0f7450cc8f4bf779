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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Against a small HTTP server that speaks the bulk protocol over a socket, since no OpenSearch runs
 * here: it keeps documents, refuses what it is told to, and is busy at first.
 */
class SearchSinkIT {

  private static final Duration LONG = Duration.ofSeconds(40);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;

  private final Map<String, JsonNode> documents = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger busy = new AtomicInteger(2);

  @Test
  void everyActivityBecomesOneDocumentThoughTheEngineIsBusyAndRefusesSome() throws Exception {
    TestKafka kafka = TestInfrastructure.kafka();
    UUID session = UUID.randomUUID();
    List<ActivityRecorded> activities =
        IntStream.range(0, 250).mapToObj(i -> activity(session, "answer-saved", "Mina")).toList();
    ActivityRecorded refused = activity(session, "refused-by-mapping", "Mina");
    HttpServer engine = engine();
    try (TestIdentity identity = TestIdentity.start();
        RunningActivityLog log =
            RunningActivityLog.start(
                TestInfrastructure.newDatabase(),
                kafka,
                identity,
                folder,
                "--examhall.activity-log.search-sink.url=http://127.0.0.1:"
                    + engine.getAddress().getPort())) {
      publish(kafka, activities);
      publish(kafka, List.of(refused));
      publish(kafka, activities);

      await().atMost(LONG).until(() -> mine(session) == 250);
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
      assertThat(asked.getFirst()).isEqualTo("PUT /_index_template/examhall-activities");
      JsonNode document = documents.get(activities.getFirst().id().toString());
      assertThat(document.get("actor").get("name").asString()).isEqualTo("Mina");
      // The log's own group has it all the same.
      await().atMost(LONG).until(() -> log.count("session_id = '" + session + "'") == 251);

      log.ask(
              HttpMethod.DELETE,
              "/api/v1/people/" + session,
              identity.person("activity-log-service", "OPERATOR"))
          .expectStatus()
          .isOk();
      assertThat(asked)
          .anyMatch(request -> request.startsWith("POST /examhall-activities-*/_delete_by_query"));
    } finally {
      engine.stop(0);
    }
  }

  private long mine(UUID session) {
    return documents.values().stream()
        .filter(document -> document.path("sessionId").asString("").equals(session.toString()))
        .count();
  }

  private HttpServer engine() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!exchange.getRequestURI().getPath().equals("/_bulk")) {
      send(exchange, 200, "{\"acknowledged\":true}");
    } else if (busy.getAndDecrement() > 0) {
      send(exchange, 429, "{\"error\":\"busy\"}");
    } else {
      send(exchange, 200, bulk(body));
    }
  }

  private String bulk(String body) {
    List<String> items = new ArrayList<>();
    List<String> lines = body.lines().toList();
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      String id = JSON.readTree(lines.get(i)).get("index").get("_id").asString();
      JsonNode document = JSON.readTree(lines.get(i + 1));
      boolean refused = document.get("verb").asString().equals("refused-by-mapping");
      if (!refused) {
        documents.put(id, document);
      }
      items.add("{\"index\":{\"_id\":\"%s\",\"status\":%d}}".formatted(id, refused ? 400 : 201));
    }
    return "{\"errors\":true,\"items\":[" + String.join(",", items) + "]}";
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
