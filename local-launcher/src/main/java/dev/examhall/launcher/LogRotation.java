package dev.examhall.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Keeps a long run's logs small: a log beyond 20 MB becomes {@code <log>.1}, and starts anew. */
final class LogRotation implements AutoCloseable {

  private static final long LARGE_BYTES = 20L << 20;

  private final DataFolder folder;
  private final long largeBytes;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("log-rotation").factory());

  LogRotation(DataFolder folder) {
    this(folder, LARGE_BYTES);
    clock.scheduleWithFixedDelay(this::rotateSafely, 1, 1, TimeUnit.MINUTES);
  }

  LogRotation(DataFolder folder, long largeBytes) {
    this.folder = folder;
    this.largeBytes = largeBytes;
  }

  DataFolder folder() {
    return folder;
  }

  private void rotateSafely() {
    try {
      rotate();
    } catch (IOException | UncheckedIOException e) {
      System.err.println("examhall: cannot rotate logs: " + e.getMessage());
    }
  }

  void rotate() throws IOException {
    for (Path each :
        List.of(folder.path().resolve("logs"), folder.postgres(), folder.redis(), folder.kafka())) {
      if (Files.isDirectory(each)) {
        try (Stream<Path> files = Files.list(each)) {
          for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
            rotate(log);
          }
        }
      }
    }
  }

  /** The writer keeps its file open, in append mode: the file is emptied, not replaced. */
  private void rotate(Path log) throws IOException {
    if (Files.size(log) > largeBytes) {
      Files.copy(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
