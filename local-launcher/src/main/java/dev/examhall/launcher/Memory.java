package dev.examhall.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory a process and those it started take. */
final class Memory {

  private Memory() {}

  /**
   * In megabytes, 0 if unknown. Pages that several processes share, as PostgreSQL's do, are counted
   * once where the system tells the share of each, else in each.
   */
  static long megabytes(long pid) {
    return ProcessHandle.of(pid)
        .map(
            process ->
                Stream.concat(Stream.of(process), process.descendants())
                        .mapToLong(each -> kilobytes(each.pid()))
                        .sum()
                    / 1024)
        .orElse(0L);
  }

  /** As {@link #megabytes}, without the processes it started. */
  static long ownMegabytes(long pid) {
    return kilobytes(pid) / 1024;
  }

  private static long kilobytes(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    long shared = field(process.resolve("smaps_rollup"), "Pss:");
    return shared > 0 ? shared : field(process.resolve("status"), "VmRSS:");
  }

  private static long field(Path file, String name) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException notReadable) {
      return 0;
    }
    return 0;
  }
}
