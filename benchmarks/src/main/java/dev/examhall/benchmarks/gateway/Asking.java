package dev.examhall.benchmarks.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks on connections that stay open, one request after another on each, and times the answers. */
final class Asking implements AutoCloseable {

  private static final int BUFFER = 64 * 1024;

  private final List<Socket> sockets = new ArrayList<>();
  private final List<byte[]> requests;
  private final ExecutorService threads;

  /** One connection for each request, which is sent over and over. */
  Asking(int port, List<String> requests) throws IOException {
    this.requests = requests.stream().map(one -> one.getBytes(StandardCharsets.US_ASCII)).toList();
    this.threads = Executors.newFixedThreadPool(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      Socket socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      sockets.add(socket);
    }
  }

  /** Nanoseconds of each answer, sorted; on so many of the connections. */
  long[] run(Duration time, int connections) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + time.toNanos();
    List<Future<long[]>> loops = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Socket socket = sockets.get(i);
      byte[] request = requests.get(i);
      loops.add(threads.submit(() -> loop(socket, request, end)));
    }
    List<long[]> all = new ArrayList<>();
    for (Future<long[]> loop : loops) {
      all.add(loop.get());
    }
    return all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
  }

  private static long[] loop(Socket socket, byte[] request, long end) throws IOException {
    long[] nanos = new long[1 << 16];
    int count = 0;
    byte[] buffer = new byte[BUFFER];
    while (System.nanoTime() < end) {
      long began = System.nanoTime();
      socket.getOutputStream().write(request);
      readAnswer(socket.getInputStream(), buffer);
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      nanos[count++] = System.nanoTime() - began;
    }
    return Arrays.copyOf(nanos, count);
  }

  private static void readAnswer(InputStream in, byte[] buffer) throws IOException {
    int filled = 0;
    int bodyAt = -1;
    while (bodyAt < 0) {
      filled += read(in, buffer, filled);
      bodyAt = bodyAt(buffer, filled);
    }
    String head = new String(buffer, 0, bodyAt, StandardCharsets.US_ASCII);
    if (!head.startsWith("HTTP/1.1 2") && !head.startsWith("HTTP/1.1 3")) {
      throw new IOException("not what was asked for: " + head);
    }
    String lower = head.toLowerCase(Locale.ROOT);
    int length = lower.indexOf("content-length:");
    if (length >= 0) {
      int left =
          bodyAt
              + Integer.parseInt(lower.substring(length + 15, lower.indexOf('\r', length)).strip())
              - filled;
      while (left > 0) {
        left -= read(in, buffer, 0);
      }
      return;
    }
    // in chunks: the last one ends with this
    while (filled < 5 || !endsChunks(buffer, filled)) {
      if (filled > buffer.length / 2) {
        System.arraycopy(buffer, filled - 5, buffer, 0, 5);
        filled = 5;
      }
      filled += read(in, buffer, filled);
    }
  }

  private static int read(InputStream in, byte[] buffer, int at) throws IOException {
    int read = in.read(buffer, at, buffer.length - at);
    if (read < 0) {
      throw new IOException("the server hung up");
    }
    return read;
  }

  private static int bodyAt(byte[] buffer, int filled) {
    for (int i = 3; i < filled; i++) {
      if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static boolean endsChunks(byte[] buffer, int filled) {
    return buffer[filled - 5] == '0'
        && buffer[filled - 4] == '\r'
        && buffer[filled - 3] == '\n'
        && buffer[filled - 2] == '\r'
        && buffer[filled - 1] == '\n';
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
