package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;

/**
 * Requests that are relayed from codec to codec, over raw sockets. Which way one took shows at the
 * service: Reactor Netty's client accepts everything where the browser said nothing of that.
 */
class PlainRelayIT extends GatewayFixture {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STALLED = Duration.ofSeconds(3);

  @Autowired MeterRegistry meters;
  @Autowired List<SmartLifecycle> lifecycles;

  /** An answer as it came; names in lower case. */
  private record Answer(int status, Map<String, String> headers, String body) {}

  private final class Connection implements AutoCloseable {
    private final Socket socket = new Socket("127.0.0.1", port);
    private final InputStream in = new BufferedInputStream(socket.getInputStream());

    Connection() throws IOException {
      socket.setSoTimeout((int) PATIENCE.toMillis());
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }

    Answer answer(boolean bodyless) throws IOException {
      int status = Integer.parseInt(line().split(" ", 3)[1]);
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        String[] pair = line.split(":", 2);
        headers.merge(
            pair[0].toLowerCase(java.util.Locale.ROOT), pair[1].strip(), (a, b) -> a + "|" + b);
      }
      return new Answer(status, headers, bodyless ? "" : body(headers));
    }

    private String body(Map<String, String> headers) throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      if ("chunked".equals(headers.get("transfer-encoding"))) {
        for (int size = size(); size > 0; size = size()) {
          all.write(in.readNBytes(size));
          line();
        }
        line();
      } else {
        all.write(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
      }
      return all.toString(StandardCharsets.US_ASCII);
    }

    private int size() throws IOException {
      return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("closed after: " + line);
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String request(String line, String... headers) {
    return line + " HTTP/1.1\r\nHost: exam.example\r\n" + String.join("", headers) + "\r\n";
  }

  private static final String MANY_HEADERS =
      "Accept-Language: ko\r\nX-Forwarded-For: 10.0.0.1\r\nX-Examhall-Roles: OPERATOR\r\n"
          + "Authorization: Bearer forged\r\nX-Hop: 1\r\nVia: x\r\nForwarded: for=x\r\n"
          + "X-Real-IP: 10.0.0.1\r\nExamhall-Time-Left: 9\r\nIf-None-Match: \"a\"\r\n"
          + "Sec-Fetch-Site: same-origin\r\nCookie: examhall_student=token; a=b\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /?lang=en",
        "HEAD /",
        "GET /sessions/1/own-policy",
        "GET /sessions/1/range",
        "GET /assets/a.js",
        "GET /status",
        "POST /sessions/1/start",
        "DELETE /api/v1/sessions/1/x?a=%20b",
      })
  void bothWaysAskInTheSameWordsAndAnswerInTheSameWords(String line) throws IOException {
    EchoBackend backend =
        line.contains("assets") ? ASSET : line.contains("status") ? MONITORING : EXAM_RENDER;
    boolean bodyless = line.startsWith("HEAD");
    Answer plain = askedAlone(request(line, MANY_HEADERS, "Connection: X-Hop\r\n"), bodyless);
    EchoBackend.Seen asked = backend.last();
    Answer other =
        askedAlone(request(line, MANY_HEADERS, "Connection: X-Hop, close\r\n"), bodyless);

    assertThat(asked.header("accept")).as("taken the plain way").isEmpty();
    assertThat(backend.last().header("accept")).as("taken the other way").isEqualTo("*/*");
    assertThat(asked.method() + " " + asked.uri()).isEqualTo(line);
    assertThat(without(asked.headers(), "accept"))
        .isEqualTo(without(backend.last().headers(), "accept", "user-agent"));
    assertThat(plain.status()).isEqualTo(other.status());
    assertThat(plain.body()).isEqualTo(other.body());
    // what Spring says of a body that HEAD does not have
    String framing = bodyless ? "transfer-encoding" : "date";
    assertThat(without(plain.headers(), "date"))
        .isEqualTo(without(other.headers(), "date", "connection", framing));
  }

  private Answer askedAlone(String request, boolean bodyless) throws IOException {
    try (Connection connection = new Connection()) {
      connection.send(request);
      return connection.answer(bodyless);
    }
  }

  private static <T> Map<String, T> without(Map<String, T> all, String... names) {
    Map<String, T> rest = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    rest.putAll(all);
    List.of(names).forEach(rest::remove);
    return rest;
  }

  @Test
  void answersKeepTheOrderOfTheirRequestsWhicheverWayEachTakes() throws IOException {
    StringBuilder all = new StringBuilder();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      switch (i % 4) {
        case 0 -> add(all, expected, request("GET /sessions/" + i + "/pause"), 200);
        case 1 -> add(all, expected, request("GET /teacher/dashboard"), 401);
        case 2 -> add(all, expected, request("GET /sessions/" + i + "/range"), 206);
        default -> add(all, expected, request("GET /nowhere"), 404);
      }
    }
    List<Integer> came = new ArrayList<>();
    try (Connection connection = new Connection()) {
      connection.send(all.toString());
      for (int i = 0; i < 60; i++) {
        came.add(connection.answer(false).status());
      }
    }
    assertThat(came).isEqualTo(expected);
  }

  private static void add(StringBuilder all, List<Integer> expected, String request, int status) {
    all.append(request);
    expected.add(status);
  }

  @Test
  void aSaveIsRelayedWithItsBodyWhetherItComesInOnePieceOrInMany() throws Exception {
    String body = "{\"revision\":1,\"parts\":[]}";
    String head =
        request(
            "PUT /api/v1/sessions/1/answers/1",
            "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n");
    try (Connection connection = new Connection()) {
      connection.send(head + body);
      assertThat(connection.answer(false).status()).isEqualTo(200);
      assertThat(EXAM_RENDER.last().header("accept")).isEmpty();
      assertThat(EXAM_RENDER.last().bodyBytes()).isEqualTo(body.length());

      for (char part : (head + body).toCharArray()) {
        connection.send(String.valueOf(part));
      }
      assertThat(connection.answer(false).status()).isEqualTo(200);
      assertThat(EXAM_RENDER.last().bodyBytes()).isEqualTo(body.length());

      connection.send(request("GET /sessions/1/test"));
      assertThat(connection.answer(false).body()).isEqualTo("exam-render-service");
    }
  }

  @Test
  void aLargeAnswerComesWholeToWhoReadsSlowly() throws Exception {
    try (Connection connection = new Connection()) {
      connection.send(request("GET /sessions/1/large"));
      await().atMost(PATIENCE).until(() -> connection.in.available() > 0);
      TimeUnit.MILLISECONDS.sleep(500); // both buffers fill up meanwhile
      Answer answer = connection.answer(false);

      assertThat(answer.body()).hasSize(EchoBackend.LARGE_PARTS * EchoBackend.LARGE_PART);
      assertThat(answer.headers()).containsEntry("x-content-type-options", "nosniff");
    }
  }

  @Test
  void whoDoesNotTakeAnswersIsNotAskedForMore() throws Exception {
    byte[] asked =
        request("GET /sessions/1/test", "X-Examhall-Unread: " + "x".repeat(7_000) + "\r\n")
            .repeat(20)
            .getBytes(StandardCharsets.US_ASCII);
    long mostSent = 96L << 20; // the buffers of both ends are full after half of it
    long sent = 0;
    try (SocketChannel client = SocketChannel.open()) {
      client.setOption(StandardSocketOptions.SO_RCVBUF, 64 << 10);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      client.configureBlocking(false);
      ByteBuffer bytes = ByteBuffer.wrap(asked);
      long lastProgress = System.nanoTime();
      while (sent < mostSent && System.nanoTime() - lastProgress < STALLED.toNanos()) {
        int written = client.write(bytes.hasRemaining() ? bytes : bytes.rewind());
        if (written > 0) {
          sent += written;
          lastProgress = System.nanoTime();
        } else {
          TimeUnit.MILLISECONDS.sleep(10);
        }
      }
    }
    EXAM_RENDER.forget();

    assertThat(sent).as("bytes sent by who reads no answer").isLessThan(mostSent);
  }

  @Test
  void whoLeavesGivesThePlaceBack() throws Exception {
    List<Connection> left = new ArrayList<>();
    EXAM_RENDER.forget();
    for (int i = 0; i < 20; i++) {
      Connection connection = new Connection();
      connection.send(request("GET /sessions/" + i + "/pause"));
      left.add(connection);
    }
    await().atMost(PATIENCE).until(() -> EXAM_RENDER.seen().size() >= 20);
    for (Connection connection : left) {
      connection.close();
    }
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                meters
                        .get("examhall.gateway.concurrency.used")
                        .tag("service", "exam-render-service")
                        .gauge()
                        .value()
                    == 0);
  }

  @Test
  void whoIsOnTheWayIsAnsweredWhenTheGatewayStopsAndWhoComesThenTakesTheOtherWay()
      throws Exception {
    SmartLifecycle relay =
        lifecycles.stream()
            .filter(part -> part.getClass().getSimpleName().equals("PlainRelay"))
            .findFirst()
            .orElseThrow();
    CountDownLatch stopped = new CountDownLatch(1);
    EXAM_RENDER.forget();
    try (Connection connection = new Connection()) {
      connection.send(request("GET /sessions/1/pause"));
      await().atMost(PATIENCE).until(() -> !EXAM_RENDER.seen().isEmpty());
      relay.stop(stopped::countDown);

      assertThat(connection.answer(false).body()).isEqualTo("rested");
      assertThat(stopped.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      connection.send(request("GET /sessions/1/test"));
      assertThat(connection.answer(false).status()).isEqualTo(200);
      assertThat(EXAM_RENDER.last().header("accept")).isEqualTo("*/*");
    } finally {
      relay.start();
    }
    askedAlone(request("GET /sessions/1/test"), false);
    assertThat(EXAM_RENDER.last().header("accept")).isEmpty();
  }
}
