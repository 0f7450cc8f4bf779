package dev.examhall.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, and the time that its processes spent on a core. */
public record ServerProcess(String name, Process process, int port) implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration START = Duration.ofMinutes(3);

  /**
   * Starts it and waits until it serves.
   *
   * @param log what it prints
   * @param path what it answers with 200 once it serves
   */
  public static ServerProcess started(
      String name, ProcessBuilder builder, Path log, int port, String path)
      throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ServerProcess server = new ServerProcess(name, process, port);
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (server.get(path).statusCode() == 200) {
          return server;
        }
      } catch (IOException e) {
        // not there yet
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    server.close();
    throw new IOException(name + " does not serve " + path + "; its log is " + log);
  }

  /** Asks as browsers do. */
  public HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Accept-Encoding", "gzip, deflate, br, zstd")
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Time on a core since the start, of the process and those that it started. */
  public Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
