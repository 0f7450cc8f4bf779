package dev.examhall.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The options by which the images run their JVMs ({@code compose/jvm.options}): what is measured is
 * what ships. Only the heap is said here, since several of them share a machine.
 */
public final class JvmOptions {

  private JvmOptions() {}

  /**
   * All options.
   *
   * @param megabytes of heap
   */
  public static List<String> withHeap(int megabytes) {
    try (Stream<String> shipped = Files.lines(file())) {
      return Stream.concat(
              Stream.of("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m"),
              shipped.filter(option -> !option.isBlank() && !option.contains("RAMPercentage")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("compose").resolve("jvm.options");
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IllegalStateException("there is no compose/jvm.options above this folder");
  }
}
