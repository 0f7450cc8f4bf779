package dev.examhall.asset.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/** The folder in which uploads are written and looked into, before anybody can see them. */
final class LocalUploads {
  /** Longer than any upload takes: younger ones may be another instance's. */
  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

  private final Path folder;

  /** Makes the folder, and removes what a crash left in it. */
  LocalUploads(Path folder, Clock clock) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    dropAbandoned(clock);
  }

  Path create() throws IOException {
    return Files.createFile(folder.resolve(UUID.randomUUID() + ".part"));
  }

  void drop(Path upload) throws IOException {
    Files.deleteIfExists(upload);
  }

  private void dropAbandoned(Clock clock) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      for (Path upload : list.toList()) {
        if (Files.getLastModifiedTime(upload)
            .toInstant()
            .isBefore(clock.instant().minus(ABANDONED_AFTER))) {
          Files.deleteIfExists(upload);
        }
      }
    }
  }
}
