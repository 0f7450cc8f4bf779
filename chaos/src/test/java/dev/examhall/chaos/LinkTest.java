package dev.examhall.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {

  private static final int LONG = 60_000;

  private ServerSocket echo;
  private Link link;

  @BeforeEach
  void connect() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::answer);
    link = new Link("one>other", 0, echo.getLocalPort());
  }

  private void answer() {
    while (!echo.isClosed()) {
      try {
        Socket caller = echo.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (caller) {
                    caller.getInputStream().transferTo(caller.getOutputStream());
                  } catch (IOException reset) {
                    // which is what some tests do
                  }
                });
      } catch (IOException closed) {
        return;
      }
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    link.close();
    echo.close();
  }

  @Test
  void carriesBothWaysAndTheEnd() throws IOException {
    try (Socket caller = caller(LONG)) {
      assertThat(echoed(caller, 42)).isEqualTo(42);
      caller.shutdownOutput();

      assertThat(caller.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(link.carried()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void resetsAndRefusesWhileItIsCut() throws IOException {
    try (Socket caller = caller(LONG)) {
      assertThat(echoed(caller, 1)).isEqualTo(1);

      link.cut();

      assertThatThrownBy(() -> caller.getInputStream().read())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
    assertThatThrownBy(() -> caller(LONG).close()).isInstanceOf(IOException.class);
    link.heal();
    try (Socket again = caller(LONG)) {
      assertThat(echoed(again, 2)).isEqualTo(2);
    }
  }

  @Test
  void keepsConnectionsWhileItIsSilentAndThenBringsWhatWasSent() throws IOException {
    try (Socket caller = caller(LONG)) {
      assertThat(echoed(caller, 1)).isEqualTo(1);
      link.silence();
      caller.getOutputStream().write(9);
      caller.setSoTimeout(300);
      assertThatThrownBy(() -> caller.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      link.heal();

      caller.setSoTimeout(LONG);
      assertThat(caller.getInputStream().read()).isEqualTo(9);
    }
  }

  @Test
  void holdsBackWhileItIsSlow() throws IOException {
    try (Socket caller = caller(LONG)) {
      assertThat(echoed(caller, 1)).isEqualTo(1);
      link.slow(200);
      long began = System.nanoTime();

      assertThat(echoed(caller, 2)).isEqualTo(2);

      // never sooner, whatever the machine does: there and back
      assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(400_000_000L);
    }
  }

  private Socket caller(int patience) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
    socket.setSoTimeout(patience);
    return socket;
  }

  private static int echoed(Socket caller, int value) throws IOException {
    caller.getOutputStream().write(value);
    return caller.getInputStream().read();
  }
}
