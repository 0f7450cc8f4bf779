package dev.examhall.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process a data folder belongs to. Process ids are used again by the system, so the file
 * holds the time the process was started too, and a process counts as ours only if both agree and
 * its command line names our folder.
 */
record PidFile(Path path) {

  void write(ProcessHandle process) {
    String started =
        process.info().startInstant().map(instant -> " " + instant.toEpochMilli()).orElse("");
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, process.pid() + started + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path, e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + path, e);
    }
  }

  /** The process this file names, if it still lives and its command line contains the marker. */
  Optional<ProcessHandle> living(String marker) {
    String[] fields;
    try {
      fields = Files.readString(path).strip().split(" ", -1);
    } catch (IOException absent) {
      return Optional.empty();
    }
    try {
      long pid = Long.parseLong(fields[0]);
      Optional<Instant> started =
          fields.length > 1
              ? Optional.of(Instant.ofEpochMilli(Long.parseLong(fields[1])))
              : Optional.empty();
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> sameStart(process, started))
          .filter(process -> commandLine(process).contains(marker));
    } catch (NumberFormatException garbled) {
      return Optional.empty();
    }
  }

  private static boolean sameStart(ProcessHandle process, Optional<Instant> expected) {
    Optional<Instant> actual = process.info().startInstant();
    // The kernel counts the start in ticks since boot: the same start may be read 10 ms apart.
    return expected.isEmpty()
        || actual.isEmpty()
        || Math.abs(actual.get().toEpochMilli() - expected.get().toEpochMilli()) < 1000;
  }

  private static String commandLine(ProcessHandle process) {
    Path procfs = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    if (Files.isReadable(procfs)) {
      try {
        return Files.readString(procfs, java.nio.charset.StandardCharsets.ISO_8859_1)
            .replace('\0', ' ');
      } catch (IOException gone) {
        return "";
      }
    }
    return process.info().commandLine().orElse("");
  }
}
