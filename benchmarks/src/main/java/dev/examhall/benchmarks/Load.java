package dev.examhall.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Asks for one file over and over on some connections that stay open, doing as little as possible
 * for each answer, so that the server is what is measured.
 */
public final class Load implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int BUFFER = 256 * 1024;

  private final List<byte[]> requests;
  private final List<Socket> connections = new ArrayList<>();
  private final ExecutorService threads;

  /**
   * Connects.
   *
   * @param headers lines such as {@code Accept-Encoding: gzip}
   */
  public Load(int port, String path, int connections, String... headers) throws IOException {
    this(port, connections, i -> get(path, headers));
  }

  /**
   * As above, with a request for each connection.
   *
   * @param requests the whole request's head by the connection's number, from 0
   */
  public Load(int port, int connections, IntFunction<String> requests) throws IOException {
    this.requests =
        IntStream.range(0, connections)
            .mapToObj(i -> requests.apply(i).getBytes(StandardCharsets.US_ASCII))
            .toList();
    this.threads = Executors.newFixedThreadPool(connections);
    for (int i = 0; i < connections; i++) {
      Socket socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      this.connections.add(socket);
    }
  }

  /** A request without a body. */
  public static String get(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** Runs for a while and counts the answers. */
  public long run(Duration time) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + time.toNanos();
    List<Callable<Long>> loops = new ArrayList<>();
    for (int i = 0; i < connections.size(); i++) {
      Socket connection = connections.get(i);
      byte[] request = requests.get(i);
      loops.add(() -> loop(connection, request, end));
    }
    long answers = 0;
    for (Future<Long> loop : threads.invokeAll(loops)) {
      answers += loop.get();
    }
    return answers;
  }

  private static long loop(Socket connection, byte[] request, long end) throws IOException {
    byte[] buffer = new byte[BUFFER];
    InputStream in = connection.getInputStream();
    long answers = 0;
    while (System.nanoTime() < end) {
      connection.getOutputStream().write(request);
      readAnswer(in, buffer);
      answers++;
    }
    return answers;
  }

  /**
   * Reads one answer.
   *
   * @throws IOException if it is not a good one
   */
  public static void readAnswer(InputStream in, byte[] buffer) throws IOException {
    int filled = 0;
    int bodyAt = -1;
    while (bodyAt < 0) {
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        throw new IOException("the server hung up");
      }
      filled += read;
      bodyAt = end(buffer, filled);
    }
    String head = new String(buffer, 0, bodyAt, StandardCharsets.US_ASCII);
    if (!head.startsWith("HTTP/1.1 2") && !head.startsWith("HTTP/1.1 3")) {
      throw new IOException("not what was asked for: " + head);
    }
    long left = bodyAt + contentLength(head) - filled;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("the server hung up");
      }
      left -= read;
    }
  }

  private static int end(byte[] buffer, int filled) {
    for (int i = 3; i < filled; i++) {
      if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static long contentLength(String head) throws IOException {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    throw new IOException("an answer without a length: " + head);
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
