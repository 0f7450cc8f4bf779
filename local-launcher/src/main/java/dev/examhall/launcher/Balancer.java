package dev.examhall.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a Service of Kubernetes does: each new connection goes to the next instance that says it is
 * ready; connections that are open stay where they are.
 */
final class Balancer implements AutoCloseable {

  private static final int CONNECT_MILLIS = 1_000;
  private static final int PROBE_MILLIS = 3_000;
  private static final long PROBE_EVERY_MILLIS = 500;

  private final int port;
  private final List<Integer> instances;
  private final Map<Integer, Boolean> ready = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private @Nullable ServerSocket door;
  private volatile boolean closed;

  /**
   * @param port where it will listen
   * @param instances ports of the instances
   */
  Balancer(int port, List<Integer> instances) {
    this.port = port;
    this.instances = instances;
  }

  /**
   * Listens from here on.
   *
   * @throws LauncherException if the port is taken
   */
  void open() {
    try {
      ServerSocket opened = new ServerSocket(port, 512, InetAddress.getLoopbackAddress());
      door = opened;
      Thread.ofVirtual().start(() -> accept(opened));
    } catch (IOException e) {
      throw new LauncherException("Port " + port + " cannot be listened on: " + e.getMessage(), e);
    }
    instances.forEach(instance -> Thread.ofVirtual().start(() -> probe(instance)));
  }

  private boolean wasReady(int instance) {
    return ready.getOrDefault(instance, false);
  }

  private void probe(int instance) {
    while (!closed) {
      ready.put(instance, saysReady(instance));
      pause();
    }
  }

  private static boolean saysReady(int instance) {
    try (Socket socket = connected(instance)) {
      socket.setSoTimeout(PROBE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] line = socket.getInputStream().readNBytes(12);
      return new String(line, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  private void accept(ServerSocket door) {
    while (!closed) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> carry(client));
      } catch (IOException e) {
        // this process has no file left, or nobody is wanted any more
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PROBE_EVERY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void carry(Socket client) {
    try (client;
        Socket service = next()) {
      client.setTcpNoDelay(true);
      service.setTcpNoDelay(true);
      Thread back = Thread.ofVirtual().start(() -> copy(service, client));
      copy(client, service);
      back.join();
    } catch (IOException | InterruptedException e) {
      // the client sees that its connection ended
    }
  }

  private Socket next() throws IOException {
    List<Integer> open = instances.stream().filter(this::wasReady).toList();
    if (open.isEmpty()) {
      // one may have become ready since it was asked
      open = instances.stream().filter(Balancer::saysReady).toList();
    }
    int first = turn.getAndIncrement();
    for (int tried = 0; tried < open.size(); tried++) {
      try {
        return connected(open.get(Math.floorMod(first + tried, open.size())));
      } catch (IOException e) {
        // gone since it was asked: the next one
      }
    }
    throw new IOException("nobody is ready");
  }

  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Until the end of one side, which the other side is told. */
  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      in.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (SocketTimeoutException e) {
      throw new IllegalStateException("no time-out is set", e);
    } catch (IOException e) {
      try {
        // a reset is passed on
        from.close();
        to.close();
      } catch (IOException closing) {
        // it is closed then
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    if (door != null) {
      try {
        door.close();
      } catch (IOException e) {
        // nobody comes in any more either way
      }
    }
  }
}
