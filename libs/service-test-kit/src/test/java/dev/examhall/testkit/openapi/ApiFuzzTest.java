package dev.examhall.testkit.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That it finds what it is there to find. */
class ApiFuzzTest {

  private static final String DOCUMENT =
      """
      openapi: 3.1.0
      paths:
        /things/{id}:
          parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
          put:
            requestBody:
              content:
                application/json:
                  schema: {$ref: "#/components/schemas/Thing"}
            responses:
              "200": {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
              "4XX": {content: {application/problem+json: {schema: {type: object}}}}
      components:
        schemas:
          Thing:
            type: object
            required: [name]
            properties: {name: {type: string, minLength: 1, maxLength: 50}, count: {type: integer, maximum: 9}}
      """;

  private static final String GOOD = "{\"name\":\"a\"}";

  private HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private Behaviour behaviour = ApiFuzzTest::right;

  @FunctionalInterface
  private interface Behaviour {
    void answer(HttpExchange exchange, String body) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestURI() + " " + body);
            behaviour.answer(exchange, body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void right(HttpExchange exchange, String body) throws IOException {
    if (exchange.getRequestHeaders().containsKey("Authorization")) {
      answer(exchange, 200, "application/json", GOOD);
    } else {
      answer(exchange, 401, "application/problem+json", "{}");
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private ApiFuzz fuzz() {
    return ApiFuzz.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), DOCUMENT)
        .caller("owner", () -> Map.of("Authorization", "Bearer owner"))
        .caller("nobody", Map::of, operation -> true);
  }

  @Test
  void findsNothingWhereNothingIsWrong() throws InterruptedException {
    assertThat(fuzz().ask(200)).containsKeys(200, 401);
  }

  @Test
  void asksTheSameForTheSameSeed() throws InterruptedException {
    fuzz().seed(5).ask(60);
    List<String> first = List.copyOf(asked);
    asked.clear();

    fuzz().seed(5).ask(60);

    assertThat(asked).isEqualTo(first);
    asked.clear();
    fuzz().seed(6).ask(60);
    assertThat(asked).isNotEqualTo(first);
  }

  @Test
  void asksWhatFitsAndWhatDoesNot() throws InterruptedException {
    fuzz().ask(300);

    assertThat(asked)
        .anyMatch(each -> each.matches("(?s)/things/\\d+ \\{\"name\":\"[a-z]+\".*"))
        .anyMatch(each -> each.contains("\"name\":null"))
        .anyMatch(each -> each.contains("1e400") || each.contains("9223372036854775808"))
        .anyMatch(each -> each.contains("%00"))
        .anyMatch(each -> each.endsWith(" {"));
  }

  @Test
  void findsAFailureThatOddInputAloneBringsAbout() {
    behaviour =
        (exchange, body) -> {
          if (body.contains("김민지")) {
            answer(exchange, 500, "application/problem+json", "{}");
          } else {
            right(exchange, body);
          }
        };

    assertThatThrownBy(() -> fuzz().ask(600))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(" 500: PUT http")
        .hasMessageContaining("-Dexamhall.fuzz.seed=1");
  }

  @Test
  void findsAnAnswerToSomebodyWhoMayNot() {
    behaviour = (exchange, body) -> answer(exchange, 200, "application/json", GOOD);

    assertThatThrownBy(() -> fuzz().ask(50)).hasMessageContaining("may not, but got");
  }

  @Test
  void findsAStatusThatTheDocumentDoesNotName() {
    behaviour = (exchange, body) -> answer(exchange, 302, "application/json", GOOD);

    assertThatThrownBy(() -> fuzz().ask(50)).hasMessageContaining("status 302 is not in the");
  }

  @Test
  void findsATypeThatTheDocumentDoesNotName() {
    behaviour = (exchange, body) -> answer(exchange, 400, "text/html", "<p>");

    assertThatThrownBy(() -> fuzz().ask(50)).hasMessageContaining("content of type 'text/html'");
  }

  @Test
  void findsABodyThatDoesNotFit() {
    behaviour = (exchange, body) -> answer(exchange, 200, "application/json", "{\"count\":10}");
    ApiFuzz everybodyMay =
        ApiFuzz.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), DOCUMENT)
            .caller("anybody", Map::of);

    assertThatThrownBy(() -> everybodyMay.ask(10))
        .hasMessageContaining("a body against its schema");
  }
}
