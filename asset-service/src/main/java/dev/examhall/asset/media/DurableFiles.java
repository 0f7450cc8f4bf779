package dev.examhall.asset.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are whole or not there, also after a power cut. */
final class DurableFiles {
  private static final Logger log = LoggerFactory.getLogger(DurableFiles.class);

  private DurableFiles() {}

  /** Puts new content in a file's place at once. */
  static void replace(Path folder, String name, byte[] content) throws IOException {
    Path part = Files.createTempFile(folder, ".part-", null);
    try {
      Files.write(part, content);
      force(part);
      Files.move(
          part,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    force(folder);
  }

  /** Waits until a file or folder is on the disk. */
  static void force(Path path) throws IOException {
    boolean folder = Files.isDirectory(path);
    try (FileChannel channel =
        FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      if (!folder) {
        throw e;
      }
      // Windows and some network file systems cannot do that for folders, and don't need it.
      log.trace("cannot force {}", path, e);
    }
  }
}
