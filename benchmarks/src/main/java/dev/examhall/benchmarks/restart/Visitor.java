package dev.examhall.benchmarks.restart;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody at the gateway who never asks twice: a request that fails is a failed request. */
final class Visitor {

  private static final Pattern SCRIPT = Pattern.compile("src=\"(/assets/[^\"]+)\"");
  private static final Pattern ANSWER = Pattern.compile("\"(\\d+)\":\\{\"revision\":(\\d+)");

  private final URI gateway;
  private final Requests requests;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .connectTimeout(Duration.ofSeconds(3))
          .build();
  private final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
  private String session = "";

  Visitor(URI gateway, Requests requests) {
    this.gateway = gateway;
    this.requests = requests;
  }

  /** Takes an exam until told to stop: answers, page views, bundles, the status page. */
  void takeExam(String name) throws InterruptedException {
    String notice =
        post(
            "start",
            "/start",
            "studentName=" + name + "&parentPhone=010-1234-5678&school=&grade=8&rank=TOP_30");
    session = notice.replaceFirst(".*/sessions/([^/]+)/notice$", "$1");
    post("start", "/sessions/" + session + "/start", "");
    Matcher script = SCRIPT.matcher(get("page view", "/sessions/" + session + "/test"));
    String bundle = script.find() ? script.group(1) : "/assets/none";
    send(
        "start",
        request("/api/v1/sessions/" + session + "/content-ready")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}")));
    for (long revision = 1; requests.going(); revision++) {
      int number = (int) (1 + revision % 10);
      String body =
          "{\"revision\":%d,\"parts\":[{\"choices\":[\"%c\"]}]}"
              .formatted(revision, (char) ('A' + revision % 4));
      HttpResponse<String> saved =
          send(
              "save",
              request("/api/v1/sessions/" + session + "/answers/" + number)
                  .header("Content-Type", "application/json")
                  .PUT(BodyPublishers.ofString(body)));
      if (saved != null && saved.statusCode() == 200) {
        acknowledged.put(number, revision);
      }
      if (revision % 5 == 0) {
        get("page view", "/sessions/" + session + "/test");
        get("bundle", bundle);
      }
      if (revision % 20 == 0) {
        get("status page", "/status");
      }
      TimeUnit.MILLISECONDS.sleep(150);
    }
  }

  /** Acknowledged answers that are not there, or older. */
  Map<Integer, String> missing() throws InterruptedException {
    String state = get("afterwards", "/api/v1/sessions/" + session);
    Map<Integer, Long> there = new TreeMap<>();
    Matcher answer = ANSWER.matcher(state);
    while (answer.find()) {
      there.put(Integer.valueOf(answer.group(1)), Long.valueOf(answer.group(2)));
    }
    return acknowledged.entrySet().stream()
        .filter(each -> there.getOrDefault(each.getKey(), 0L) < each.getValue())
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, each -> each.getValue() + " but " + there.get(each.getKey())));
  }

  int answers() {
    return acknowledged.size();
  }

  /** Looks at who sits which exam, and at what happened. */
  void teach(String password) throws InterruptedException {
    post("sign-in", "/sign-in", "username=teacher&password=" + password);
    while (requests.going()) {
      get("teacher's list", "/teacher/sessions");
      TimeUnit.MILLISECONDS.sleep(400);
      get("activity log", "/api/v1/activities?limit=20");
      TimeUnit.MILLISECONDS.sleep(400);
    }
  }

  private String get(String kind, String path) throws InterruptedException {
    HttpResponse<String> answer = send(kind, request(path).GET());
    return answer == null ? "" : answer.body();
  }

  /** Where it leads. */
  private String post(String kind, String path, String form) throws InterruptedException {
    HttpResponse<String> answer =
        send(
            kind,
            request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    return answer == null ? "" : answer.headers().firstValue("location").orElse("");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(Duration.ofSeconds(15))
        .header("Origin", gateway.toString())
        .header("Accept", "application/json, text/html;q=0.9");
  }

  private @org.jspecify.annotations.Nullable HttpResponse<String> send(
      String kind, HttpRequest.Builder request) throws InterruptedException {
    HttpRequest built = request.build();
    try {
      HttpResponse<String> answer = http.send(built, HttpResponse.BodyHandlers.ofString());
      requests.count(kind, built.method() + ' ' + built.uri().getPath(), answer.statusCode());
      return answer;
    } catch (IOException e) {
      requests.failed(kind, built.method() + ' ' + built.uri().getPath() + ": " + e);
      return null;
    }
  }
}
