package dev.examhall.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Programs unpacked from jars into a folder that many runs share. An installation appears by one
 * rename after it is complete, under a lock between processes; what a killed run left half done is
 * thrown away.
 */
final class Binaries {

  @FunctionalInterface
  private interface Unpacking {
    void into(Path folder) throws IOException;
  }

  private static final String COMPLETE = ".complete";

  private final Path folder;

  Binaries(Path folder) {
    this.folder = folder;
  }

  /** The installation of PostgreSQL: {@code bin}, {@code lib}, {@code share}. */
  Path postgres() {
    String os = Platform.isMac() ? "darwin" : "linux";
    List<String> names =
        Platform.isArm()
            ? List.of("postgres-" + os + "-arm_64.txz", "postgres-" + os + "-arm64v8.txz")
            : List.of("postgres-" + os + "-x86_64.txz");
    return install("postgresql-17", target -> untar(names, target));
  }

  /** The Redis server's program. */
  Path redisServer() {
    String resource =
        "redis-server-7.0.15-"
            + (Platform.isMac() ? "darwin" : "linux")
            + (Platform.isArm() ? "-arm64" : "-amd64");
    return install("redis-7.0.15", target -> copyProgram(resource, target.resolve("redis-server")))
        .resolve("redis-server");
  }

  private Path install(String name, Unpacking unpacking) {
    Path installed = folder.resolve(name);
    if (Files.exists(installed.resolve(COMPLETE))) {
      return installed;
    }
    try {
      Files.createDirectories(folder);
      Path lockFile = folder.resolve(name + ".lock");
      // One JVM may hold a file lock only once, so its own threads queue here.
      synchronized (Binaries.class) {
        try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          if (lock.isValid() && !Files.exists(installed.resolve(COMPLETE))) {
            deleteRecursively(installed);
            Path partial = folder.resolve(name + ".partial");
            deleteRecursively(partial);
            Files.createDirectories(partial);
            unpacking.into(partial);
            Files.createFile(partial.resolve(COMPLETE));
            Files.move(partial, installed, StandardCopyOption.ATOMIC_MOVE);
          }
        }
      }
      return installed;
    } catch (IOException e) {
      throw new ServerStartException(
          "Cannot unpack " + name + " into " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void copyProgram(String resource, Path target) throws IOException {
    try (InputStream in = resource(List.of(resource))) {
      Files.copy(in, target);
    }
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void untar(List<String> resources, Path target) throws IOException {
    try (InputStream in = resource(resources);
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("Archive entry outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          boolean executable = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  private static InputStream resource(List<String> names) throws IOException {
    ClassLoader loader = Binaries.class.getClassLoader();
    for (String name : names) {
      InputStream in = loader.getResourceAsStream(name);
      if (in != null) {
        return in;
      }
    }
    throw new IOException(
        "this platform ("
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ") has no "
            + names.getFirst()
            + " on the class path");
  }

  static void deleteRecursively(Path path) {
    if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + path, e);
    }
  }

  /** The machine we run on. */
  static final class Platform {

    private Platform() {}

    static boolean isMac() {
      return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
    }

    static boolean isArm() {
      return System.getProperty("os.arch", "").equals("aarch64");
    }
  }
}
