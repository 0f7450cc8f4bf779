package dev.examhall.chaos;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody at the gateway, with cookies of his own. */
final class Http {

  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * An answer.
   *
   * @param status 0 when none came
   */
  record Reply(int status, String body, String location) {

    JsonNode json() {
      return JSON.readTree(body);
    }

    boolean ok() {
      return status / 100 == 2;
    }

    /** Told to come again, or not answered at all: an outage, honestly named. */
    boolean isOutage() {
      return status == 0 || status == 429 || status == 502 || status == 503 || status == 504;
    }
  }

  private final URI base;
  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient client;

  Http(URI base) {
    this.base = base;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
  }

  Optional<String> cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(each -> each.getName().equals(name))
        .map(each -> each.getValue())
        .findFirst();
  }

  Reply get(String path) throws InterruptedException {
    return send(request(path).GET());
  }

  Reply form(String path, String fields) throws InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(fields)));
  }

  Reply json(String method, String path, String body) throws InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("Origin", base.toString())
        .header("Accept", "application/json, text/html;q=0.9");
  }

  Reply send(HttpRequest.Builder request) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(
          answer.statusCode(), answer.body(), answer.headers().firstValue("location").orElse(""));
    } catch (IOException e) {
      return new Reply(0, String.valueOf(e), "");
    }
  }
}
