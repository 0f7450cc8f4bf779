package dev.examhall.eventdelivery.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed with SIGKILL in the middle of its writes. */
class KilledSpoolIT {

  @TempDir Path directory;

  /** Appends numbers for ever, and says of each batch that it was appended. */
  static final class Writer {

    static void main(String[] arguments) throws IOException {
      SpoolStore store = SpoolStore.open(Path.of(arguments[0]), 1L << 30, 64 << 10);
      for (int number = 0; ; number += 3) {
        store.append(
            IntStream.range(number, number + 3)
                .mapToObj(each -> Integer.toString(each).getBytes(StandardCharsets.US_ASCII))
                .toList());
        System.out.println(number + 2);
      }
    }
  }

  @Test
  void everythingThatWasAppendedIsThereForTheNextProcessInItsOrder() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Writer.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int appended = -1;
    try (BufferedReader output = process.inputReader()) {
      while (appended < 20_000) {
        String line = output.readLine();
        assertThat(line).as("the writer ended by itself").isNotNull();
        appended = Integer.parseInt(line);
      }
      process.destroyForcibly().waitFor();
    }

    List<Integer> found = new ArrayList<>();
    try (SpoolStore store = SpoolStore.open(directory, 1L << 30, 64 << 10)) {
      List<SpoolEntry> entries = store.read(1_000, 1 << 20);
      while (!entries.isEmpty()) {
        entries.forEach(
            entry ->
                found.add(
                    Integer.parseInt(new String(entry.payload(), StandardCharsets.US_ASCII))));
        store.acknowledge(entries.getLast().end());
        entries = store.read(1_000, 1 << 20);
      }
    }

    assertThat(found.size()).isGreaterThan(appended);
    assertThat(found).isEqualTo(IntStream.range(0, found.size()).boxed().toList());
  }
}
