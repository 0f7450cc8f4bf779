package dev.examhall.benchmarks.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One process of a service, as the launcher keeps it. */
record Instance(String id, Path state) {

  private static final long PATIENCE_SECONDS = 600;

  /** All instances of a service in the suite on this data folder. */
  static List<Instance> of(String service, Path data) throws IOException {
    Path state = data.resolve("run").resolve("state.json");
    List<Instance> instances = new ArrayList<>();
    for (JsonNode part : parts(state)) {
      String id = part.path("id").asString();
      if (id.matches(service + "(-\\d+)?")) {
        instances.add(new Instance(id, state));
      }
    }
    return instances;
  }

  private static JsonNode parts(Path state) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(state)).path("parts");
  }

  /** Empty while it does not run. */
  private Optional<ProcessHandle> process() throws IOException {
    for (JsonNode part : parts(state)) {
      if (part.path("id").asString().equals(id)) {
        return ProcessHandle.of(part.path("pid").asLong()).filter(ProcessHandle::isAlive);
      }
    }
    throw new NoSuchElementException("There is no " + id + " in " + state);
  }

  /**
   * Told to end, awaited, and awaited again when the launcher has started it again.
   *
   * @return seconds to its end, and from there to its being ready
   */
  double[] restart() throws IOException, InterruptedException {
    long began = System.nanoTime();
    ProcessHandle told = process().orElseThrow();
    told.destroy();
    try {
      told.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(id + " does not end", e);
    }
    long ended = System.nanoTime();
    // the launcher writes the new process down when it is ready
    while (process().filter(now -> now.pid() != told.pid()).isEmpty()) {
      if (System.nanoTime() - ended > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new IllegalStateException(id + " does not start");
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return new double[] {(ended - began) / 1e9, (System.nanoTime() - ended) / 1e9};
  }
}
