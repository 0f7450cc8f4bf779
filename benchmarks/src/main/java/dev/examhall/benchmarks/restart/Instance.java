package dev.examhall.benchmarks.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of a service, with a data folder of its own. */
final class Instance {

  private static final long PATIENCE_SECONDS = 600;

  private final String name;
  private final Path jar;
  private final int port;
  private final Path folder;
  private final Map<String, String> environment;
  private final Balancer balancer;
  private Process process;

  Instance(
      String name,
      Path jar,
      int port,
      Path folder,
      Map<String, String> environment,
      Balancer balancer)
      throws IOException {
    this.name = name;
    this.jar = jar;
    this.port = port;
    this.folder = Files.createDirectories(folder);
    this.environment = environment;
    this.balancer = balancer;
    this.process = begin();
  }

  String name() {
    return name;
  }

  private Process begin() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString()));
    builder.environment().putAll(environment);
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().put("EXAMHALL_DATA_DIR", folder.toString());
    Path log = folder.resolve("log");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  void awaitReady() throws InterruptedException {
    for (long waited = 0; !balancer.isReady(port); waited++) {
      if (!process.isAlive() || waited > PATIENCE_SECONDS * 5) {
        throw new IllegalStateException(name + " does not start; see " + folder.resolve("log"));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /**
   * Told to end, awaited, started again, awaited.
   *
   * @return seconds to its end, and from there to its being ready
   */
  double[] restart() throws IOException, InterruptedException {
    long began = System.nanoTime();
    end();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(name + " does not end");
    }
    long ended = System.nanoTime();
    while (balancer.isReady(port)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    process = begin();
    awaitReady();
    return new double[] {(ended - began) / 1e9, (System.nanoTime() - ended) / 1e9};
  }

  void end() {
    process.destroy();
  }

  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
