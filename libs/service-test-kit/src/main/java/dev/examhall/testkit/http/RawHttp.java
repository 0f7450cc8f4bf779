package dev.examhall.testkit.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 on a bare socket: sends what no client library would. Connects again when the server
 * hangs up.
 */
public final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final int port;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  public RawHttp(int port) {
    this.port = port;
  }

  /** An answer; header names are in lower case. */
  public record Answer(int status, Map<String, String> headers, byte[] body) {}

  /** Sends a whole request and reads the answer. */
  public Answer send(String method, String target, String headers) throws IOException {
    String request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
    for (int attempt = 0; ; attempt++) {
      try {
        InputStream stream = connected();
        write(bytes);
        Answer answer = read(stream, method.equals("HEAD"));
        if ("close".equals(answer.headers().get("connection"))) {
          close();
        }
        return answer;
      } catch (IOException e) {
        close();
        if (attempt > 0) {
          throw e;
        }
      }
    }
  }

  /** Sends bytes as they are. */
  public void write(byte[] bytes) throws IOException {
    connected();
    if (socket != null) {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }
  }

  /** Whether an answer has begun to arrive. */
  public boolean answered() throws IOException {
    return connected().available() > 0;
  }

  /** Reads an answer to what was written. */
  public Answer read() throws IOException {
    return read(connected(), false);
  }

  /** Reads the status of an answer that another one follows. */
  public int readInterim() throws IOException {
    InputStream stream = connected();
    int status = Integer.parseInt(line(stream).split(" ")[1]);
    while (!line(stream).isEmpty()) {
      // an interim answer ends with its headers
    }
    return status;
  }

  private InputStream connected() throws IOException {
    if (socket == null || in == null) {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    }
    return in;
  }

  private static Answer read(InputStream in, boolean head) throws IOException {
    String statusLine = line(in);
    int status = Integer.parseInt(statusLine.split(" ")[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + ", " + b);
    }
    byte[] body = {};
    if (!head && status != 304 && status != 204) {
      String length = headers.get("content-length");
      body = length != null ? in.readNBytes(Integer.parseInt(length)) : chunks(in);
    }
    return new Answer(status, headers, body);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      body.write(in.readNBytes(size));
      line(in);
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
      in = null;
    }
  }
}
