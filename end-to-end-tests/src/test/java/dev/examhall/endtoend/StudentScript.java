package dev.examhall.endtoend;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A student without a browser: the same requests as the exam page makes, at the gateway. */
final class StudentScript {

  /** What the gateway said to one request; {@code status} 0 means that no answer came at all. */
  record Reply(int status, String body) {
    JsonNode json() {
      return JSON.readTree(body);
    }
  }

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI gateway;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .connectTimeout(Duration.ofSeconds(3))
          .build();
  private String sessionId = "";

  StudentScript(URI gateway) {
    this.gateway = gateway;
  }

  String sessionId() {
    return sessionId;
  }

  /** From the home page to a running clock. */
  void startExam(String name) throws InterruptedException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("studentName", name);
    form.put("parentPhone", "010-1234-5678");
    form.put("school", "");
    form.put("grade", "8");
    form.put("rank", "TOP_30");
    HttpResponse<String> matched = exchange(post("/start", form));
    expect(303, matched);
    String notice = matched.headers().firstValue("location").orElseThrow();
    sessionId = notice.replaceFirst(".*/sessions/([^/]+)/notice$", "$1");
    expect(303, exchange(post("/sessions/" + sessionId + "/start", Map.of())));
    expect(200, exchange(get("/sessions/" + sessionId + "/test")));
    expect(200, exchange(api("/content-ready").POST(json("{}"))));
  }

  Reply save(int number, long revision, String partsJson) throws InterruptedException {
    String body = "{\"revision\":" + revision + ",\"parts\":" + partsJson + "}";
    return reply(api("/answers/" + number).PUT(json(body)));
  }

  Reply state() throws InterruptedException {
    return reply(get("/api/v1/sessions/" + sessionId));
  }

  Reply submit() throws InterruptedException {
    return reply(api("/submission").POST(json("{}")));
  }

  Reply page(String path) throws InterruptedException {
    return reply(get(path));
  }

  /** As a browser asks for it; the body stays compressed. */
  Reply compressedPage(String path) throws InterruptedException {
    return reply(get(path).header("Accept-Encoding", "gzip"));
  }

  private Reply reply(HttpRequest.Builder request) throws InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (IOException noAnswer) {
      return new Reply(0, String.valueOf(noAnswer));
    }
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request) throws InterruptedException {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("No answer from the gateway", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(PATIENCE)
        .header("Origin", gateway.toString())
        .header("Accept", "application/json, text/html;q=0.9");
  }

  private HttpRequest.Builder api(String path) {
    return request("/api/v1/sessions/" + sessionId + path)
        .header("Content-Type", "application/json");
  }

  private HttpRequest.Builder get(String path) {
    return request(path).GET();
  }

  private HttpRequest.Builder post(String path, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return request(path)
        .header("Accept", "text/html")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpRequest.BodyPublisher json(String body) {
    return HttpRequest.BodyPublishers.ofString(body);
  }

  private static void expect(int status, HttpResponse<String> response) {
    if (response.statusCode() != status) {
      throw new AssertionError(
          "%s answered %d, not %d: %s"
              .formatted(response.uri(), response.statusCode(), status, response.body()));
    }
  }
}
