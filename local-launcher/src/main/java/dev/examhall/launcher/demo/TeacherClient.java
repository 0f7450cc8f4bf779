package dev.examhall.launcher.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A signed-in teacher at the gateway, as a browser would be: session cookie and Origin. */
final class TeacherClient implements AutoCloseable {

  private static final String SESSION_COOKIE = "examhall_session=";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final URI gateway;
  private final String origin;
  private final HttpClient http;
  private String cookie = "";

  TeacherClient(URI gateway) {
    this.gateway = gateway;
    this.origin = gateway.getScheme() + "://" + gateway.getRawAuthority();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  void signIn(String username, char[] password) {
    String form =
        "username="
            + encoded(username)
            + "&password="
            + encoded(String.valueOf(password))
            + "&next="
            + encoded("/teacher/dashboard");
    HttpResponse<byte[]> response =
        send(
            "sign in",
            request("/sign-in")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    Optional<String> session =
        response.headers().allValues("Set-Cookie").stream()
            .filter(header -> header.startsWith(SESSION_COOKIE))
            .map(header -> header.split(";", 2)[0])
            .filter(pair -> pair.length() > SESSION_COOKIE.length())
            .findFirst();
    boolean backToTheForm =
        response.headers().firstValue("Location").filter(to -> to.contains("/sign-in")).isPresent();
    if (response.statusCode() >= 400 || backToTheForm || session.isEmpty()) {
      throw new DemoLoadException(
          "The gateway at %s did not sign '%s' in (HTTP %d). Is the password still the one the"
                  .formatted(gateway, username, response.statusCode())
              + " launcher made?");
    }
    cookie = session.get();
  }

  JsonNode get(String step, String path) {
    return json(step, checked(step, request(path).GET()));
  }

  JsonNode post(String step, String path, String contentType, byte[] body) {
    return json(
        step,
        checked(
            step,
            request(path)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))));
  }

  JsonNode post(String step, String path, JsonNode body) {
    return post(step, path, "application/json", JSON.writeValueAsBytes(body));
  }

  void put(String step, String path, String contentType, byte[] body) {
    checked(
        step,
        request(path).header("Content-Type", contentType).PUT(BodyPublishers.ofByteArray(body)));
  }

  void put(String step, String path, JsonNode body) {
    put(step, path, "application/json", JSON.writeValueAsBytes(body));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Accept", "application/json, application/problem+json, text/html;q=0.1")
            .header("Origin", origin);
    return cookie.isEmpty() ? request : request.header("Cookie", cookie);
  }

  private HttpResponse<byte[]> checked(String step, HttpRequest.Builder request) {
    HttpResponse<byte[]> response = send(step, request);
    if (response.statusCode() < 200 || response.statusCode() >= 300) {
      throw new DemoLoadException(
          "Could not %s: the suite answered HTTP %d%s"
              .formatted(step, response.statusCode(), reason(response)));
    }
    return response;
  }

  private HttpResponse<byte[]> send(String step, HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new DemoLoadException(
          "Could not %s: no answer from the gateway at %s (%s)".formatted(step, gateway, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoLoadException("Interrupted while trying to " + step, e);
    }
  }

  private static String reason(HttpResponse<byte[]> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (type.contains("json")) {
      try {
        JsonNode problem = JSON.readTree(response.body());
        String detail = problem.path("detail").asString(problem.path("title").asString(""));
        return detail.isBlank() ? "" : ": " + detail;
      } catch (JacksonException e) {
        return "";
      }
    }
    return response
        .headers()
        .firstValue("Location")
        .map(location -> " (redirect to " + location + ")")
        .orElse("");
  }

  private static JsonNode json(String step, HttpResponse<byte[]> response) {
    try {
      return JSON.readTree(response.body());
    } catch (JacksonException e) {
      throw new DemoLoadException("Could not %s: the answer is not JSON".formatted(step), e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
