package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtectionIT extends GatewayFixture {

  @ParameterizedTest(name = "site {0}, origin {1}, cookie {2}: {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "same-origin, own, yes, 200",
        "none, own, yes, 200",
        "cross-site, own, yes, 403",
        "same-site, own, yes, 403",
        "cross-site, -, no, 403",
        "-, own, yes, 200",
        "-, https://evil.example, yes, 403",
        "-, null, yes, 403",
        "-, -, yes, 403",
        "-, -, no, 200",
      })
  void takesChangesFromOwnPagesAlone(String site, String origin, String cookie, int status) {
    Browser browser = browser();
    if (cookie.equals("yes")) {
      browser.cookies().put("examhall_student", "t");
    }

    HttpResponse<String> answer =
        browser.send(
            "PUT",
            "/api/v1/sessions/1/answers/1",
            "{}",
            "Sec-Fetch-Site",
            site == null ? "" : site,
            "Origin",
            origin == null ? "" : origin.equals("own") ? "http://127.0.0.1:" + port : origin);

    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @Test
  void putsSecurityHeadersOnEveryAnswer() {
    HttpResponse<String> answer = browser().get("/");

    assertThat(header(answer, "content-security-policy")).startsWith("default-src 'none'");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(header(answer, "cross-origin-resource-policy")).isEqualTo("same-origin");
    assertThat(header(answer, "referrer-policy")).isEqualTo("same-origin");
    assertThat(header(answer, "permissions-policy")).contains("camera=()");
    assertThat(header(answer, "cache-control")).isEqualTo("no-store");
    assertThat(answer.headers().firstValue("strict-transport-security")).isEmpty();
  }

  @Test
  void leavesAServicesOwnPolicyAndCookies() {
    HttpResponse<String> answer = browser().get("/sessions/own-policy");

    assertThat(answer.headers().allValues("content-security-policy"))
        .containsExactly("default-src 'self'");
    assertThat(header(answer, "cache-control")).isEqualTo("public, max-age=60");
    assertThat(header(answer, "set-cookie")).isEqualTo("examhall_student=x; Path=/; HttpOnly");
    assertThat(answer.headers().firstValue("server")).isEmpty();
  }

  @Test
  void makesNoSessionForAVisitor() {
    assertThat(browser().get("/").headers().allValues("set-cookie")).isEmpty();
    assertThat(browser().get("/sign-in").headers().allValues("set-cookie")).isEmpty();
  }

  @Test
  void refusesABodyOverTheLimitByItsLength() {
    HttpResponse<String> answer =
        browser()
            .send("PUT", "/api/v1/sessions/1/answers/1", "x".repeat(1_100_000), "Accept", "*/*");

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("/problems/body-too-large", "1,048,576 bytes");
  }

  @Test
  void refusesABodyOverTheLimitThatHidesItsLength() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      var out = socket.getOutputStream();
      out.write(
          ("PUT /api/v1/sessions/1/answers/1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                  + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
              .formatted(port)
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk =
          ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      try {
        for (int i = 0; i < 20; i++) {
          out.write(chunk);
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      } catch (java.net.SocketException e) {
        // the gateway may have answered and closed before all was sent
      }
      String status =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      assertThat(status).contains("413");
    }
  }

  @Test
  void hangsUpOnWhoSendsBitByBitWithoutAskingAService() throws Exception {
    EXAM_RENDER.forget();
    try (Socket head = new Socket("127.0.0.1", port);
        Socket body = new Socket("127.0.0.1", port)) {
      head.getOutputStream()
          .write("GET /slow-head HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      body.getOutputStream()
          .write(
              ("PUT /api/v1/sessions/1/answers/1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                      + "Content-Length: 1000\r\n\r\n")
                  .formatted(port)
                  .getBytes(StandardCharsets.US_ASCII));

      assertThat(readWhileTrickling(head)).isEmpty();
      assertThat(readWhileTrickling(body)).contains("408", "/problems/body-too-slow");
    }
    assertThat(EXAM_RENDER.seen()).isEmpty();
  }

  private static String readWhileTrickling(Socket socket) throws Exception {
    socket.setSoTimeout(200);
    StringBuilder answer = new StringBuilder();
    Instant giveUp = Instant.now().plusSeconds(30);
    while (Instant.now().isBefore(giveUp)) {
      try {
        int read = socket.getInputStream().read();
        if (read < 0) {
          return answer.toString();
        }
        answer.append((char) read);
      } catch (SocketTimeoutException e) {
        if (!answer.isEmpty()) {
          return answer.toString();
        }
        socket.getOutputStream().write('x');
      } catch (SocketException hungUp) {
        return answer.toString();
      }
    }
    throw new AssertionError("it goes on");
  }

  @Test
  void takesAnUploadThatIsLarger() {
    HttpResponse<String> answer =
        signedIn("TEACHER")
            .send(
                "PUT",
                "/api/v1/exams/1/booklet",
                "x".repeat(3_000_000),
                "Content-Type",
                "application/pdf");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(EXAM_RENDER.last().bodyBytes()).isEqualTo(3_000_000);
  }

  @Test
  void passesRangesThrough() {
    HttpResponse<String> answer = browser().get("/media/range.pdf", "Range", "bytes=0-3");

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(header(answer, "content-range")).isEqualTo("bytes 0-3/10");
    assertThat(ASSET.last().header("range")).isEqualTo("bytes=0-3");
  }

  @Test
  void passesEventsThroughAsTheyCome() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      long start = System.nanoTime();
      socket
          .getOutputStream()
          .write(
              ("GET /sessions/1/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept:"
                      + " text/event-stream\r\n\r\n")
                  .formatted(port)
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = reader.readLine();
      while (!line.startsWith("data: 2")) {
        line = reader.readLine();
      }
      // the whole stream takes six seconds
      assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
    }
  }

  @Test
  void doesNotLimitAClassroomBehindOneAddress() {
    for (int student = 0; student < 200; student++) {
      Browser browser = browser();
      browser.cookies().put("examhall_student", "student-" + student);
      for (int request = 0; request < 5; request++) {
        assertThat(browser.get("/sessions/1/test").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void doesNotLimitAHallThatOpensAtOnce() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest page =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sessions/1/test"))
              .build();
      List<CompletableFuture<Integer>> answers =
          Stream.generate(
                  () ->
                      http.sendAsync(page, HttpResponse.BodyHandlers.discarding())
                          .thenApply(HttpResponse::statusCode))
              .limit(300)
              .toList();
      assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
    }
  }

  @Test
  void limitsARunawayScriptOfOneStudent() {
    Browser browser = browser();
    browser.cookies().put("examhall_student", "runaway");
    HttpResponse<String> answer = browser.get("/");
    for (int i = 0; i < 2_000 && answer.statusCode() == 200; i++) {
      answer = browser.get("/", "Accept", "application/json");
    }

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(header(answer, "ratelimit-policy")).isEqualTo("\"student\";q=300;w=10");
    assertThat(header(answer, "ratelimit")).isEqualTo("\"student\";r=0;t=1");
    assertThat(browser().get("/").statusCode()).as("another visitor").isEqualTo(200);
    assertThat(
            browser.send("PUT", "/api/v1/sessions/1/answers/1", "{}", "Accept", "*/*").statusCode())
        .as("a save of the same student")
        .isEqualTo(200);
  }

  @Test
  void limitsHowOftenCodesAreTried() {
    Browser browser = browser();
    HttpResponse<String> answer = tried(browser);
    for (int i = 0; i < 1_000 && answer.statusCode() == 200; i++) {
      answer = tried(browser);
    }

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(header(answer, "ratelimit-policy")).isEqualTo("\"resume-codes\";q=60;w=60");
    assertThat(browser.get("/resume").statusCode()).as("the form").isEqualTo(200);
    assertThat(browser.get("/").statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> tried(Browser browser) {
    return browser.send("POST", "/resume", "code=ABCD-EFGH", "Accept", "application/json");
  }

  @Test
  void answersABrowserWithAPageAndAProgramWithAProblem() {
    HttpResponse<String> page = browser().get("/nowhere");
    HttpResponse<String> problem = browser().get("/nowhere", "Accept", "application/json");

    assertThat(header(page, "content-type")).startsWith("text/html");
    assertThat(header(page, "content-security-policy")).contains("style-src 'sha256-");
    assertThat(header(problem, "content-type")).isEqualTo("application/problem+json");
    assertThat(problem.body()).contains("\"status\":404", "/problems/not-found");
  }

  @Test
  void takesNoScriptInWhatItRepeats() {
    HttpResponse<String> answer =
        browser()
            .post(
                "/sign-in",
                Map.of(
                    "username",
                    "\"><script>alert(1)</script>",
                    "password",
                    "x",
                    "next",
                    "/a\"><b"));

    assertThat(answer.body()).doesNotContain("<script>").doesNotContain("\"><b");
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
