package dev.examhall.benchmarks.assets;

import dev.examhall.benchmarks.Effort;
import dev.examhall.benchmarks.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From saving a module to the event in the browser, in development mode. */
final class Rebuild {
  private static final int WARM_UP = 5;
  private static final int SAVES = 20;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final Pattern BUNDLED = Pattern.compile("bundled in (\\d+) ms");

  private Rebuild() {}

  static void measure(ServerProcess server, Path sources, Path log, Effort effort)
      throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /assets/live-reload/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader events =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      awaitState(events);
      int saves = effort.times(SAVES);
      double[] millis = new double[saves];
      for (int i = -effort.times(WARM_UP); i < saves; i++) {
        // At any moment of the service's own rhythm.
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(200, 400));
        double took = save(sources.resolve("components/timer.js"), i, events);
        if (i >= 0) {
          millis[i] = took;
        }
      }
      print("from a save to the event in the browser", millis);
      print("of it: esbuild", bundled(log, saves));
    }
  }

  private static double save(Path file, int number, BufferedReader events) throws IOException {
    Path part = Files.createTempFile("save", ".part");
    Files.writeString(part, Files.readString(file) + "console.log('saved " + number + "');\n");
    long began = System.nanoTime();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    awaitState(events);
    return (System.nanoTime() - began) / 1e6;
  }

  private static void awaitState(BufferedReader events) throws IOException {
    String line = events.readLine();
    while (line != null && !line.startsWith("data: ")) {
      line = events.readLine();
    }
    if (line == null || !line.contains("\"complaints\":[]")) {
      throw new IOException("not a state of sources that are right: " + line);
    }
  }

  /** What the service logged for the last saves. */
  private static double[] bundled(Path log, int saves) throws IOException {
    List<Double> all =
        Files.readAllLines(log).stream()
            .map(BUNDLED::matcher)
            .filter(Matcher::find)
            .map(matcher -> Double.valueOf(matcher.group(1)))
            .toList();
    return all.subList(Math.max(0, all.size() - saves), all.size()).stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static void print(String what, double[] millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%-40s median of %d %.0f ms (%.0f to %.0f)%n",
        what,
        sorted.length,
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }
}
