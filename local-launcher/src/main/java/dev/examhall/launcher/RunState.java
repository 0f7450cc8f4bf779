package dev.examhall.launcher;

import dev.examhall.embedded.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the launcher writes down about what it runs, for {@code status}, {@code down} and {@code
 * logs}.
 *
 * @param launcher its pid
 * @param ready whether all parts were ready once
 */
record RunState(long launcher, int basePort, Instant startedAt, boolean ready, List<Entry> parts) {

  /**
   * @param pid 0 while it does not run
   * @param since when the process that runs now was started
   */
  record Entry(
      String id, int port, String url, long pid, Instant since, int restarts, String log) {}

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Optional<RunState> read(Path file) {
    try {
      return Optional.of(JSON.readValue(Files.readString(file), RunState.class));
    } catch (IOException | JacksonException absentOrOfAnotherVersion) {
      return Optional.empty();
    }
  }

  void write(Path file) {
    try {
      OwnerOnly.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
    } catch (IOException e) {
      throw new LauncherException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
