package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.test.annotation.DirtiesContext;

/**
 * Streams that go on until somebody leaves. It stops a part of the gateway: a context of its own.
 */
@DirtiesContext
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenStreamsIT extends GatewayFixture {

  private static final String EVENTS = "/api/v1/sessions/1/events?long";
  private static final int PATIENCE_MS = 30_000;

  @Autowired private List<SmartLifecycle> lifecycles;

  /** A page that listens. */
  private final class Page implements AutoCloseable {
    private final Socket socket = new Socket("127.0.0.1", port);
    private final BufferedReader answer =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));

    Page() throws IOException {
      socket.setSoTimeout(PATIENCE_MS);
      socket
          .getOutputStream()
          .write(
              ("GET " + EVENTS + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads until the event of that number. */
    void awaitEvent(int number) throws IOException {
      String line;
      do {
        line = answer.readLine();
        assertThat(line).as("the stream goes on").isNotNull();
      } while (!line.equals("data: " + number));
    }

    /** Reads until the stream ends, and tells the last event before that. */
    String awaitEnd() throws IOException {
      String last = "";
      String line;
      while ((line = answer.readLine()) != null && !line.equals("0")) { // the chunk of no length
        last = line.isEmpty() || line.length() < 3 ? last : line;
      }
      return last;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  @Order(1)
  void goOnBeyondTheTimeoutAndTripNoBreakerWhenPagesLeave() throws IOException {
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pages.add(new Page());
    }
    for (Page page : pages) {
      page.awaitEvent(15); // after 4.5 s; answers have to begin within 4 s
    }
    for (Page page : pages) {
      page.close();
    }
    try (Page another = new Page()) {
      another.awaitEvent(1);
    }
  }

  @Test
  @Order(2)
  void endWhenTheGatewayStops() throws IOException {
    try (Page page = new Page()) {
      page.awaitEvent(1);
      openStreams().stop();
      assertThat(page.awaitEnd()).isNotEqualTo("data: 59");
    }
  }

  @Test
  @Order(3)
  void goOnAgainInAGatewayThatIsStartedAgain() throws IOException {
    openStreams().start();
    try (Page page = new Page()) {
      page.awaitEvent(2);
    }
  }

  private SmartLifecycle openStreams() {
    return lifecycles.stream()
        .filter(part -> part.getClass().getSimpleName().equals("OpenStreams"))
        .findFirst()
        .orElseThrow();
  }
}
