package dev.examhall.asset.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.examhall.asset.RunningService;
import dev.examhall.testkit.http.RawHttp;
import dev.examhall.testkit.http.RawHttp.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

/**
 * What two ways of answering do to a connection: files behind the codec, everything else through
 * Spring.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = RunningService.class)
class BundleConnectionIT {
  private static final String BROWSER = "Accept-Encoding: gzip, deflate, br, zstd\r\n";

  /** A body, also an empty one, makes a request go through Spring. */
  private static final String THROUGH_SPRING = "Content-Length: 0\r\n";

  @LocalServerPort int port;
  @Autowired MeterRegistry registry;
  private RawHttp http;
  private String file;

  @BeforeEach
  void connect() throws IOException {
    http = new RawHttp(port);
    file = "/assets/" + BundleRelease.current().manifest().pdfWorker();
  }

  @AfterEach
  void disconnect() throws IOException {
    http.close();
  }

  @Test
  void saysTheSameBothWays() throws IOException {
    for (String target : List.of(file, file + "?v=1", "/assets/service-worker.js")) {
      for (String method : List.of("GET", "HEAD")) {
        for (String encoding :
            List.of("", BROWSER, "Accept-Encoding: gzip\r\n", "Accept-Encoding: zstd\r\n")) {
          Answer fast = http.send(method, target, encoding);
          Answer slow = http.send(method, target, encoding + THROUGH_SPRING);
          String etag = "If-None-Match: " + fast.headers().get("etag") + "\r\n";
          Answer fastAgain = http.send(method, target, encoding + etag);
          Answer slowAgain = http.send(method, target, encoding + etag + THROUGH_SPRING);

          assertThat(fast.status()).isEqualTo(slow.status()).isEqualTo(200);
          assertThat(fast.body()).isEqualTo(slow.body());
          assertThat(withoutDate(fast)).isEqualTo(withoutDate(slow));
          assertThat(fastAgain.status()).isEqualTo(slowAgain.status()).isEqualTo(304);
          Map<String, String> unchanged = withoutDate(slowAgain);
          unchanged.remove(
              "transfer-encoding"); // Reactor Netty says it also where there is no body
          assertThat(withoutDate(fastAgain)).isEqualTo(unchanged);
          assertThat(fast.headers()).containsKey("date");
        }
      }
    }
  }

  @Test
  void answersInTheOrderOfTheRequestsWhicheverWayEachGoes() throws IOException {
    String page = "/api/v1/pages/home/assets";
    String token = "Authorization: Bearer " + RunningService.serviceToken() + "\r\n";
    write(request(file, BROWSER) + request(page, token));
    assertThat(http.read().headers()).containsEntry("content-encoding", "br");
    assertThat(http.read().headers()).containsEntry("content-type", "application/json");

    write(request(page, token) + request(file, BROWSER));
    assertThat(http.read().headers()).containsEntry("content-type", "application/json");
    assertThat(http.read().headers()).containsEntry("content-encoding", "br");

    write(request("/assets/none.js", "") + request(file, ""));
    assertThat(http.read().status()).isEqualTo(404);
    assertThat(http.read().status()).isEqualTo(200);
  }

  @Test
  void answersFastAgainAfterAnAnswerThroughSpring() throws IOException {
    double before = count("GET", 200);

    http.send("GET", "/assets/none.js", "");
    http.send("GET", file, THROUGH_SPRING);
    http.send("GET", file, BROWSER);

    await().untilAsserted(() -> assertThat(count("GET", 200) - before).isEqualTo(2));
  }

  @Test
  void answersManyRequestsThatAClientSendsBeforeItReads() throws IOException {
    int many = 300;

    write(request(file, BROWSER).repeat(many));

    for (int i = 0; i < many; i++) {
      assertThat(http.read().headers()).containsEntry("content-encoding", "br");
    }
    write(request(file, BROWSER));
    assertThat(http.read().status()).isEqualTo(200);
  }

  @Test
  void takesARequestThatComesInPieces() throws Exception {
    String request = request(file, BROWSER);
    for (int cut : new int[] {1, 10, request.length() - 3, request.length() - 1}) {
      write(request.substring(0, cut));
      assertThat(http.answered()).isFalse();
      write(request.substring(cut));
      assertThat(http.read().status()).isEqualTo(200);
    }
  }

  @Test
  void readsABodyThatNobodyAskedForAndGoesOn() throws IOException {
    write("GET " + file + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(http.read().status()).isEqualTo(200);

    write(request(file, BROWSER));
    assertThat(http.read().headers()).containsEntry("content-encoding", "br");
  }

  @Test
  void closesTheConnectionOfAClientThatWantsIt() throws IOException {
    write(request(file, "Connection: close\r\n"));

    assertThat(http.read().headers()).containsEntry("connection", "close");
    assertThatThrownBy(http::read).isInstanceOf(IOException.class);
  }

  @Test
  void servesAConnectionOnWhichAnUploadWasAskedToContinue() throws IOException {
    write(
        "POST /api/v1/media?kind=pdf HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            + "Content-Type: application/pdf\r\nContent-Length: 4\r\nAuthorization: Bearer "
            + RunningService.serviceToken()
            + "\r\n\r\n");
    assertThat(http.readInterim()).isEqualTo(100);
    write("nope");
    assertThat(http.read().status()).isEqualTo(422);

    write(request(file, BROWSER) + request(file, BROWSER));
    assertThat(http.read().headers()).containsEntry("content-encoding", "br");
    assertThat(http.read().headers()).containsEntry("content-encoding", "br");
  }

  @Test
  void countsWhatItAnswersUnderOneTemplate() throws IOException {
    double found = count("GET", 200);
    double unchanged = count("GET", 304);
    double heads = count("HEAD", 200);
    double missing = count("GET", 404);

    Answer answer = http.send("GET", file, BROWSER);
    http.send("GET", file, BROWSER + "If-None-Match: " + answer.headers().get("etag") + "\r\n");
    http.send("HEAD", file, BROWSER);
    http.send("GET", "/assets/none.js", "");

    assertThat(count("GET", 200) - found).isEqualTo(1);
    assertThat(count("GET", 304) - unchanged).isEqualTo(1);
    assertThat(count("HEAD", 200) - heads).isEqualTo(1);
    await().untilAsserted(() -> assertThat(count("GET", 404) - missing).isEqualTo(1));
  }

  private double count(String method, int status) {
    Timer timer =
        registry
            .find("http.server.requests")
            .tags("uri", "/assets/**", "method", method, "status", Integer.toString(status))
            .timer();
    return timer == null ? 0 : timer.count();
  }

  private void write(String text) throws IOException {
    http.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String request(String target, String headers) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
  }

  private static Map<String, String> withoutDate(Answer answer) {
    Map<String, String> headers = new HashMap<>(answer.headers());
    headers.remove("date");
    return headers;
  }
}
