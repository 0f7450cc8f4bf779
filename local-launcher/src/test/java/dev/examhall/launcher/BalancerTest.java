package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.examhall.embedded.Ports;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BalancerTest {

  private final Answering one = new Answering("one");
  private final Answering two = new Answering("two");
  private final int door = Ports.free();
  private final Balancer balancer = new Balancer(door, List.of(one.port(), two.port()));

  @BeforeEach
  void open() {
    balancer.open();
  }

  @AfterEach
  void close() {
    balancer.close();
    one.server.stop(0);
    two.server.stop(0);
  }

  @Test
  void letsInstancesTakeTurns() throws Exception {
    awaitAnswersOf(Set.of("one", "two"));
  }

  @Test
  void leavesOutWhoIsNotReadyUntilItIs() throws Exception {
    awaitAnswersOf(Set.of("one", "two"));

    one.ready.set(false);
    awaitAnswersOf(Set.of("two"));
    one.ready.set(true);

    awaitAnswersOf(Set.of("one", "two"));
  }

  @Test
  void goesToTheNextAtOnceWhenOneIsGone() throws Exception {
    awaitAnswersOf(Set.of("one", "two"));

    one.server.stop(0);

    for (int asked = 0; asked < 10; asked++) {
      assertThat(ask()).isEqualTo("two");
    }
  }

  @Test
  void endsTheConnectionWhenNobodyIsReady() throws Exception {
    awaitAnswersOf(Set.of("one", "two"));

    one.server.stop(0);
    two.server.stop(0);

    assertThatThrownBy(this::ask).isInstanceOf(SocketException.class);
  }

  @Test
  void findsWhoBecameReadyAMomentAgo() throws Exception {
    assertThat(ask()).as("nobody was probed yet").isIn("one", "two");
  }

  private void awaitAnswersOf(Set<String> wanted) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      Set<String> answered = new HashSet<>();
      for (int asked = 0; asked < 6; asked++) {
        answered.add(ask());
      }
      if (answered.equals(wanted)) {
        return;
      }
      assertThat(System.nanoTime()).as("answers of " + wanted).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private String ask() throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + door + "/").toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    try (var body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static final class Answering {
    private final HttpServer server;
    private final AtomicBoolean ready = new AtomicBoolean(true);

    Answering(String name) {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      server.createContext(
          "/actuator/health/readiness",
          exchange -> {
            exchange.sendResponseHeaders(ready.get() ? 200 : 503, -1);
            exchange.close();
          });
      server.createContext(
          "/",
          exchange -> {
            byte[] body = name.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }
  }
}
