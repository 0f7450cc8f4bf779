package dev.examhall.testkit.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder under the module's {@code target} that belongs to this JVM until it ends. Two test JVMs
 * at once, as from Maven and an IDE, get two.
 */
final class TestFolder {

  private static final TestFolder MINE = claim();

  private final Path path;

  // Held so that the lock lives as long as the JVM.
  @SuppressWarnings("unused")
  private final FileLock lock;

  private TestFolder(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  static TestFolder mine() {
    return MINE;
  }

  /** A folder whose earlier content may be used again. */
  Path kept(String name) {
    return path.resolve(name);
  }

  /** A folder that is empty when the JVM asks for it first. */
  Path emptied(String name) {
    Path folder = path.resolve(name);
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> tree = Files.walk(folder)) {
          for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(each);
          }
        }
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot empty " + folder, e);
    }
  }

  /** Unpacked programs, shared by all modules of the checkout. */
  static Path binaries() {
    Path folder = Path.of("").toAbsolutePath();
    Path root = folder;
    for (Path each = folder; each != null; each = each.getParent()) {
      if (Files.exists(each.resolve("pom.xml"))) {
        root = each;
      }
    }
    return root.resolve(".examhall").resolve("binaries");
  }

  private static TestFolder claim() {
    Path target = Path.of("target").toAbsolutePath();
    try {
      for (int number = 1; ; number++) {
        Path folder =
            Files.createDirectories(
                target.resolve(number == 1 ? "infrastructure" : "infrastructure-" + number));
        FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock != null) {
          return new TestFolder(folder, lock);
        }
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder in " + target, e);
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException mineAlready) {
      return null;
    }
  }
}
