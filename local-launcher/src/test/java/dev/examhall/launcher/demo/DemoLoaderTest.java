package dev.examhall.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class DemoLoaderTest {

  private final FakeSuite suite = new FakeSuite();
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    suite.start();
  }

  @AfterEach
  void stop() {
    suite.stop();
  }

  @Test
  void loadsEverythingIntoAnEmptySuite() {
    load("right");

    assertThat(suite.exams).hasSize(1);
    ObjectNode exam = suite.exams.getFirst();
    assertThat(exam.get("name").asString()).isEqualTo("[PT]_ENGLISH_PLACEMENT_B_261122");
    assertThat(exam.get("booklet").get("bytes").asInt()).isGreaterThan(50_000);
    assertThat(exam.get("tracks")).hasSize(3);
    assertThat(exam.get("tracks").get(2).get("name").asString())
        .isEqualTo("Track 3: The bees' dance");
    assertThat(exam.get("tracks").get(2).get("range").asString()).isEqualTo("10-13");
    assertThat(exam.get("questions")).hasSize(50);
    assertThat(exam.hasNonNull("activeVersion")).isTrue();
    assertThat(suite.placement.get("levels")).hasSize(4);
    assertThat(suite.placement.get("rules")).isNotEmpty();
    assertThat(suite.placement.get("exam-mappings"))
        .hasSize(4)
        .allMatch(mapping -> mapping.get("examId").equals(exam.get("id")));
    assertThat(progress).isNotEmpty();
  }

  @Test
  void changesNothingTheSecondTime() {
    load("right");
    suite.requests.clear();

    load("right");

    assertThat(suite.requests)
        .filteredOn(request -> !request.startsWith("GET "))
        .containsExactly("POST /sign-in");
  }

  @Test
  void goesOnWhereAFailureStoppedIt() {
    suite.refuse = request -> request.contains("/tracks?name=Track%202");
    assertThatThrownBy(() -> load("right"))
        .isInstanceOf(DemoLoadException.class)
        .hasMessage(
            "Could not upload 'Track 2: Sports Day': the suite answered HTTP 503: Try again soon.");

    suite.refuse = request -> false;
    load("right");

    assertThat(suite.exams).hasSize(1);
    assertThat(suite.exams.getFirst().get("tracks")).hasSize(3);
    assertThat(suite.exams.getFirst().hasNonNull("activeVersion")).isTrue();
  }

  @Test
  void leavesSomebodysPlacementAlone() {
    ArrayNode levels = FakeSuite.JSON.createArrayNode();
    levels.addObject().put("code", "OURS");
    suite.placement.put("levels", levels);

    load("right");

    assertThat(suite.placement.get("levels")).isEqualTo(levels);
  }

  @Test
  void refusedSignInSaysSo() {
    assertThatThrownBy(() -> load("wrong"))
        .isInstanceOf(DemoLoadException.class)
        .hasMessageContaining("did not sign 'teacher' in (HTTP 401)");
    assertThat(suite.exams).isEmpty();
  }

  @Test
  void silentGatewaySaysSo() {
    URI gateway = suite.address();
    suite.stop();

    assertThatThrownBy(
            () -> DemoLoader.load(gateway, "teacher", "right".toCharArray(), progress::add))
        .isInstanceOf(DemoLoadException.class)
        .hasMessageContaining("Could not sign in: no answer from the gateway at " + gateway);
  }

  private void load(String password) {
    DemoLoader.load(suite.address(), "teacher", password.toCharArray(), progress::add);
  }

  /** The gateway and what is behind it, as far as the loader sees them. */
  private static final class FakeSuite {

    static final ObjectMapper JSON = JsonMapper.builder().build();

    final List<String> requests = new ArrayList<>();
    final List<ObjectNode> exams = new ArrayList<>();
    final Map<String, JsonNode> placement = new LinkedHashMap<>();
    Predicate<String> refuse = request -> false;
    private HttpServer server;

    void start() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
      server.createContext("/", this::handle);
      server.start();
    }

    void stop() {
      server.stop(0);
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
      try (exchange) {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        String request = method + " " + exchange.getRequestURI();
        requests.add(request);
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!method.equals("GET")
            && !address().toString().equals(exchange.getRequestHeaders().getFirst("Origin"))) {
          answer(exchange, 403, problem("Not from this site."));
        } else if (path.equals("/sign-in")) {
          signIn(exchange, new String(body, StandardCharsets.UTF_8));
        } else if (!"examhall_session=opaque"
            .equals(exchange.getRequestHeaders().getFirst("Cookie"))) {
          answer(exchange, 401, problem("Sign in."));
        } else if (refuse.test(request)) {
          answer(exchange, 503, problem("Try again soon."));
        } else if (path.startsWith("/api/v1/placement/")) {
          placement(exchange, method, path.substring("/api/v1/placement/".length()), body);
        } else if (path.equals("/api/v1/exams")) {
          exams(exchange, method, body);
        } else {
          exam(exchange, method, path.split("/"), body);
        }
      }
    }

    private void signIn(HttpExchange exchange, String form) throws IOException {
      if (!form.contains("username=teacher&password=right")) {
        answer(exchange, 401, problem("Wrong."));
        return;
      }
      exchange
          .getResponseHeaders()
          .add("Set-Cookie", "examhall_session=opaque; Path=/; HttpOnly; SameSite=Lax");
      exchange.getResponseHeaders().add("Location", "/teacher/dashboard");
      exchange.sendResponseHeaders(303, -1);
    }

    private void placement(HttpExchange exchange, String method, String what, byte[] body)
        throws IOException {
      if (method.equals("PUT")) {
        placement.put(what, JSON.readTree(body));
      }
      answer(exchange, 200, placement.getOrDefault(what, JSON.createArrayNode()));
    }

    private void exams(HttpExchange exchange, String method, byte[] body) throws IOException {
      if (method.equals("POST")) {
        ObjectNode exam = (ObjectNode) JSON.readTree(body);
        exam.put("id", "exam-" + exams.size()).putNull("activeVersion").putNull("booklet");
        exam.putArray("tracks");
        exams.add(exam);
        answer(exchange, 201, exam);
      } else {
        ObjectNode list = JSON.createObjectNode();
        exams.forEach(list.putArray("exams")::add);
        answer(exchange, 200, list);
      }
    }

    private void exam(HttpExchange exchange, String method, String[] path, byte[] body)
        throws IOException {
      ObjectNode exam =
          exams.stream()
              .filter(known -> known.get("id").asString().equals(path[4]))
              .findFirst()
              .orElseThrow();
      String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
      switch (method + " " + (path.length > 5 ? path[5] : "")) {
        case "GET " -> {}
        case "PUT booklet" -> {
          assertThat(type).isEqualTo("application/pdf");
          exam.putObject("booklet").put("bytes", body.length);
        }
        case "POST tracks" -> {
          assertThat(type).isEqualTo("audio/mpeg");
          String[] query = exchange.getRequestURI().getQuery().split("[=&]");
          exam.withArray("tracks")
              .addObject()
              .put("name", query[1])
              .put("range", query[3] + "-" + query[5]);
        }
        case "PUT answer-key" -> exam.set("questions", JSON.readTree(body).get("questions"));
        case "POST activation" -> exam.put("activeVersion", 1);
        default -> throw new AssertionError("not in the API: " + exchange.getRequestURI());
      }
      answer(exchange, 200, exam);
    }

    private static JsonNode problem(String detail) {
      return JSON.createObjectNode().put("title", "Problem").put("detail", detail);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body)
        throws IOException {
      byte[] bytes = JSON.writeValueAsBytes(body);
      exchange
          .getResponseHeaders()
          .add("Content-Type", status < 400 ? "application/json" : "application/problem+json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
