package dev.examhall.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
    try (Stream<String> shipped =
        Files.lines(Checkout.file("compose/jvm.options", "is this a checkout?"))) {
      return Stream.concat(
              Stream.of("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m"),
              shipped.filter(option -> !option.isBlank() && !option.contains("RAMPercentage")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
