package dev.examhall.asset.build;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * esbuild as a running process, spoken to as its own JavaScript package does: it keeps what it
 * parsed, so that a change costs a few milliseconds and not a start. Packets are a length, a number
 * (twice the call's, plus one in answers) and one value; all numbers are little-endian. The
 * protocol is esbuild's own affair and belongs to the one version that this build names, which the
 * process checks. It ends when its standard input does, so it cannot outlive this JVM.
 *
 * <p>See {@code lib/shared/stdio_protocol.ts} in esbuild's sources.
 */
final class EsbuildProcess implements Closeable {
  private static final int LARGEST_PACKET = 256 << 20;

  private final Process process;
  private final DataInputStream in;
  private final OutputStream out;
  private int calls;

  EsbuildProcess(List<String> command, String version, Path folder) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add("--service=" + version);
    process =
        new ProcessBuilder(all).directory(folder.toFile()).redirectError(Redirect.DISCARD).start();
    in = new DataInputStream(process.getInputStream());
    out = process.getOutputStream();
    String speaks = new String(packet(), StandardCharsets.UTF_8);
    if (!speaks.equals(version)) {
      close();
      throw new IOException("this is esbuild " + speaks + ", not " + version);
    }
  }

  /**
   * Calls a command. What esbuild sends before its answer (the files of a build) is added to the
   * answer.
   *
   * @throws IOException if the process ended
   */
  Map<String, Object> call(Map<String, Object> request) throws IOException {
    int number = calls++ << 1;
    send(number, request);
    Map<String, Object> result = new LinkedHashMap<>();
    while (true) {
      ByteBuffer packet = ByteBuffer.wrap(packet()).order(ByteOrder.LITTLE_ENDIAN);
      int received = packet.getInt();
      if (read(packet) instanceof Map<?, ?> map) {
        map.forEach((key, value) -> result.putIfAbsent(String.valueOf(key), orEmpty(value)));
      }
      if (received == number + 1) {
        return result;
      }
      if ((received & 1) == 0) {
        send(received + 1, Map.of("errors", List.of(), "warnings", List.of()));
      }
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
  }

  private static Object orEmpty(@Nullable Object value) {
    return value == null ? List.of() : value;
  }

  private void send(int number, Map<String, Object> value) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    writeNumber(body, number);
    write(body, value);
    ByteArrayOutputStream length = new ByteArrayOutputStream();
    writeNumber(length, body.size());
    length.writeTo(out);
    body.writeTo(out);
    out.flush();
  }

  private byte[] packet() throws IOException {
    int length = Integer.reverseBytes(in.readInt());
    if (length < 0 || length > LARGEST_PACKET) {
      throw new IOException("esbuild says something else than packets");
    }
    byte[] packet = in.readNBytes(length);
    if (packet.length < length) {
      throw new EOFException("esbuild ended");
    }
    return packet;
  }

  private static void write(ByteArrayOutputStream body, Object value) {
    switch (value) {
      case Boolean truth -> {
        body.write(1);
        body.write(truth ? 1 : 0);
      }
      case Integer number -> {
        body.write(2);
        writeNumber(body, number);
      }
      case String text -> {
        body.write(3);
        writeText(body, text);
      }
      case List<?> list -> {
        body.write(5);
        writeNumber(body, list.size());
        list.forEach(item -> write(body, item));
      }
      case Map<?, ?> map -> {
        body.write(6);
        writeNumber(body, map.size());
        map.forEach(
            (key, item) -> {
              writeText(body, String.valueOf(key));
              write(body, item);
            });
      }
      default -> throw new IllegalArgumentException("cannot be sent: " + value.getClass());
    }
  }

  private static void writeText(ByteArrayOutputStream body, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeNumber(body, bytes.length);
    body.writeBytes(bytes);
  }

  private static void writeNumber(ByteArrayOutputStream body, int number) {
    body.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
  }

  private static @Nullable Object read(ByteBuffer packet) {
    return switch (packet.get()) {
      case 0 -> null;
      case 1 -> packet.get() != 0;
      case 2 -> packet.getInt();
      case 3 -> readText(packet);
      case 4 -> readBytes(packet);
      case 5 -> {
        List<Object> list = new ArrayList<>();
        for (int left = packet.getInt(); left > 0; left--) {
          list.add(orEmpty(read(packet)));
        }
        yield list;
      }
      case 6 -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int left = packet.getInt(); left > 0; left--) {
          String key = readText(packet);
          map.put(key, orEmpty(read(packet)));
        }
        yield map;
      }
      default ->
          throw new UncheckedIOException(new IOException("esbuild sent a value of no known kind"));
    };
  }

  private static String readText(ByteBuffer packet) {
    return new String(readBytes(packet), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(ByteBuffer packet) {
    byte[] bytes = new byte[packet.getInt()];
    packet.get(bytes);
    return bytes;
  }
}
