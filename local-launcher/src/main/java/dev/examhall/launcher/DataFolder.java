package dev.examhall.launcher;

import dev.examhall.embedded.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a suite keeps everything. One launcher at a time owns it. */
record DataFolder(Path path) {

  DataFolder {
    path = path.toAbsolutePath().normalize();
  }

  /** Held until the process ends, however it ends. */
  record Lock(FileChannel channel, FileLock lock) implements AutoCloseable {

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Takes the folder for this process, and makes it if there is none.
   *
   * @throws LauncherException if another launcher has it, or it cannot be written to
   */
  Lock lock() {
    try {
      if (!Files.exists(path)) {
        Files.createDirectories(path.getParent());
        Files.createDirectory(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new LauncherException(
            "The data folder "
                + path
                + " is in use"
                + RunState.read(runState()).map(state -> " by pid " + state.launcher()).orElse("")
                + ": stop that suite with ./examhall down"
                + " --data "
                + path
                + ", or choose another folder with --data");
      }
      return new Lock(channel, lock);
    } catch (IOException e) {
      throw new LauncherException(
          "Cannot use "
              + path
              + " as the data folder ("
              + e
              + "): choose one that you may write to with --data",
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisJvm) {
      return null;
    }
  }

  /** Whether a launcher has the folder now. */
  boolean isInUse() {
    if (!Files.exists(path.resolve("lock"))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.WRITE)) {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        return true;
      }
      lock.release();
      return false;
    } catch (IOException e) {
      throw new LauncherException("Cannot read " + path.resolve("lock") + ": " + e.getMessage(), e);
    }
  }

  Path runState() {
    return path.resolve("run").resolve("state.json");
  }

  Path pidFile(Instance instance) {
    return path.resolve("run").resolve(instance.id() + ".pid");
  }

  Path trainingPidFile() {
    return path.resolve("run").resolve("training.pid");
  }

  Path log(String id) {
    return path.resolve("logs").resolve(id + ".log");
  }

  Path launcherLog() {
    return log("launcher");
  }

  Path of(Instance instance) {
    return path.resolve("services").resolve(instance.id());
  }

  Path postgres() {
    return path.resolve("postgres");
  }

  Path redis() {
    return path.resolve("redis");
  }

  Path kafka() {
    return path.resolve("kafka");
  }

  Path secrets() {
    return path.resolve("secrets").resolve("suite.properties");
  }

  Path firstAccount() {
    return path.resolve("secrets").resolve("first-account.properties");
  }

  /** What became of the demo: absent, {@code wanted}, {@code loaded} or {@code unwanted}. */
  Optional<String> demo() {
    try {
      return Optional.of(Files.readString(demoFile()).strip());
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  void demo(String state) {
    try {
      OwnerOnly.write(demoFile(), state + "\n");
    } catch (IOException e) {
      throw new LauncherException("Cannot write " + demoFile() + ": " + e.getMessage(), e);
    }
  }

  private Path demoFile() {
    return path.resolve("run").resolve("demo");
  }
}
