package dev.examhall.gateway.keys;

import dev.examhall.gateway.GatewayProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The folder {@code keys} in the gateway's data folder, readable by its user alone, or one that
 * somebody else fills, such as a mounted Secret. Several gateways share one.
 */
@Component
public final class KeyFolder {

  private final Path folder;
  private final boolean filledByOthers;

  @Autowired
  KeyFolder(GatewayProperties properties) {
    this(properties.dataDirectory(), properties.keys().folder());
  }

  /** The folder in a gateway's data folder; it is made when it is missing. */
  public KeyFolder(Path dataDirectory) {
    this(dataDirectory, "");
  }

  KeyFolder(Path dataDirectory, String filledByOthers) {
    this.filledByOthers = !filledByOthers.isBlank();
    this.folder = this.filledByOthers ? Path.of(filledByOthers) : dataDirectory.resolve("keys");
    if (this.filledByOthers) {
      if (!Files.isDirectory(folder)) {
        throw new IllegalStateException(
            "examhall.gateway.keys.folder: there is no folder "
                + folder
                + "; mount the keys there, or leave it empty and the gateway makes its own");
      }
      return;
    }
    try {
      Files.createDirectories(folder, ownerOnly("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "EXAMHALL_DATA_DIR: the folder " + folder + " can't be made; check who may write there",
          e);
    }
  }

  /** Whether keys come and go by somebody else's hand: then none is made or deleted here. */
  public boolean filledByOthers() {
    return filledByOthers;
  }

  /** Names of the files that start with a prefix, in order. */
  public List<String> names(String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && !name.endsWith(".new"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file's text. */
  public String read(String name) {
    try {
      return Files.readString(folder.resolve(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a file is there. */
  public boolean has(String name) {
    return Files.exists(folder.resolve(name));
  }

  /**
   * Writes a new file as a whole, or leaves the one that another gateway has just written.
   *
   * @return whether this call wrote it
   */
  public boolean create(String name, String text) {
    if (filledByOthers) {
      throw new IllegalStateException(
          "The folder of keys "
              + folder
              + " has no "
              + name
              + "; put it there, or leave examhall.gateway.keys.folder empty");
    }
    Path file = folder.resolve(name);
    try {
      Path fresh = Files.createTempFile(folder, name, ".new", ownerOnly("rw-------"));
      try {
        Files.writeString(fresh, text);
        Files.createLink(file, fresh);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (UnsupportedOperationException e) {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return true;
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file, if it is there. */
  public void delete(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
