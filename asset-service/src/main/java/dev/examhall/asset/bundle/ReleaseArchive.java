package dev.examhall.asset.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The folder of releases, one folder each. A page that was opened before an update still finds its
 * chunks here, and so does a page of the newer release whose request reaches an instance of the
 * older one.
 */
final class ReleaseArchive {
  private static final Logger log = LoggerFactory.getLogger(ReleaseArchive.class);
  private static final Pattern RELEASE = Pattern.compile("[0-9a-f]{16}");

  private final Path folder;
  private final int kept;
  private final Clock clock;
  private final Set<String> read = new HashSet<>();

  ReleaseArchive(Path folder, int kept, Clock clock) {
    this.folder = folder;
    this.kept = kept;
    this.clock = clock;
  }

  /** Copies a release into the folder, or marks it as in use again, and forgets the oldest ones. */
  void keep(String release) throws IOException {
    read.add(release);
    add(
        release,
        part -> {
          for (String name : List.of(BundleRelease.BYTES, BundleRelease.MANIFEST)) {
            try (InputStream in = BundleRelease.resource(name).getInputStream()) {
              Files.copy(in, part.resolve(name));
            }
          }
          return true;
        });
    Files.setLastModifiedTime(folderOf(release), FileTime.from(clock.instant()));
    forgetOldest();
  }

  /** Where a kept release is. */
  Path folderOf(String release) {
    return folder.resolve(release);
  }

  /** Adds a release that is not there; false if it could not be had. */
  boolean add(String release, SharedReleases.Filler filler) throws IOException {
    Path target = folderOf(release);
    if (Files.isDirectory(target)) {
      return true;
    }
    Files.createDirectories(folder);
    Path part = Files.createTempDirectory(folder, ".part-");
    try {
      if (!filler.fill(part)) {
        return false;
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      log.debug("another instance brought release {} at the same moment", release);
    } finally {
      FileSystemUtils.deleteRecursively(part);
    }
    return true;
  }

  /** The files of all releases that were not read before, by public path. */
  Map<String, ServedFile> readNew() throws IOException {
    Map<String, ServedFile> files = new HashMap<>();
    for (Path release : newestFirst()) {
      String name = release.getFileName().toString();
      if (!read.add(name)) {
        continue;
      }
      try {
        BundleRelease.onDisk(release).files().forEach(files::putIfAbsent);
      } catch (IOException e) {
        log.warn("release {} is left out: {}", name, e.getMessage());
      }
    }
    return files;
  }

  private void forgetOldest() throws IOException {
    for (Path old : newestFirst().stream().skip(kept).toList()) {
      // Mapped bytes stay readable for whoever has them open.
      FileSystemUtils.deleteRecursively(old);
    }
  }

  private List<Path> newestFirst() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      List<Path> releases =
          new ArrayList<>(
              list.filter(path -> RELEASE.matcher(path.getFileName().toString()).matches())
                  .toList());
      releases.sort(Comparator.comparing(ReleaseArchive::modified).reversed());
      return releases;
    }
  }

  private static FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (java.nio.file.NoSuchFileException e) {
      return FileTime.fromMillis(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
