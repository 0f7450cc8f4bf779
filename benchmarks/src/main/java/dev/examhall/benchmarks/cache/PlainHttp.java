package dev.examhall.benchmarks.cache;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One kept-alive connection, used by one thread: so that the client's share is small. */
final class PlainHttp implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String common;

  PlainHttp(int port, @Nullable String token) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    out = socket.getOutputStream();
    common =
        " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + (token == null ? "" : "Authorization: Bearer " + token + "\r\n");
  }

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, byte[] body) {

    /** The body, if it is the status that is expected. */
    byte[] expect(int expected) {
      if (status != expected) {
        throw new IllegalStateException(
            "status " + status + ": " + new String(body, StandardCharsets.UTF_8));
      }
      return body;
    }
  }

  /** A request as bytes, made before the clock starts. */
  byte[] request(String method, String path, String headers, byte[] body) {
    String length = method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n";
    byte[] head =
        (method + ' ' + path + common + headers + length + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  byte[] get(String path) {
    return request("GET", path, "", new byte[0]);
  }

  byte[] post(String path, String json) {
    return request(
        "POST", path, "Content-Type: application/json\r\n", json.getBytes(StandardCharsets.UTF_8));
  }

  void put(String path, byte[] body) throws IOException {
    exchange(request("PUT", path, "Content-Type: application/octet-stream\r\n", body)).expect(204);
  }

  Answer exchange(byte[] request) throws IOException {
    send(request);
    return receive();
  }

  void send(byte[] request) throws IOException {
    out.write(request);
  }

  Answer receive() throws IOException {
    String first = line();
    int status = Integer.parseInt(first.substring(9, 12));
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        length = -1;
      }
    }
    if (length >= 0) {
      return new Answer(status, in.readNBytes(length));
    }
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    for (int size = chunk(); size > 0; size = chunk()) {
      body.write(in.readNBytes(size));
      line();
    }
    line();
    return new Answer(status, body.toByteArray());
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  static boolean answers(int port, String path) {
    try (PlainHttp http = new PlainHttp(port, null)) {
      return http.exchange(http.get(path)).status() == 200;
    } catch (IOException | RuntimeException notYet) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
