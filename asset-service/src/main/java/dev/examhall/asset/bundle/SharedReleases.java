package dev.examhall.asset.bundle;

import dev.examhall.asset.bundle.ReleaseStore.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What other instances brought to the store. Only manifests are read ahead; the bytes of a release
 * come to this instance's own folder when somebody asks for the first of its files.
 */
final class SharedReleases {
  private static final Logger log = LoggerFactory.getLogger(SharedReleases.class);
  private static final Pattern RELEASE = Pattern.compile("[0-9a-f]{16}");

  private final ReleaseStore store;
  private final ReleaseArchive archive;
  private final int kept;
  private final Set<String> read = ConcurrentHashMap.newKeySet();
  private volatile Map<String, String> releaseByPath = Map.of();

  SharedReleases(ReleaseStore store, ReleaseArchive archive, int kept) {
    this.store = store;
    this.archive = archive;
    this.kept = kept;
  }

  /** Brings this instance's release, which is in the archive, and forgets the oldest ones. */
  void keep(String release) throws IOException {
    read.add(release);
    store.keep(release, archive.folderOf(release));
    for (Kept old : store.list().stream().skip(kept).toList()) {
      store.forget(old.release());
    }
  }

  /** Whether a release in the store has this public path; does not block. */
  boolean knows(String publicPath) {
    return releaseByPath.containsKey(publicPath);
  }

  /** Reads what other instances brought since the last time. */
  void look() throws IOException {
    Map<String, String> paths = new HashMap<>(releaseByPath);
    for (Kept found : store.list()) {
      String release = found.release();
      if (!RELEASE.matcher(release).matches() || read.contains(release)) {
        continue;
      }
      Optional<byte[]> manifest = store.manifest(release);
      if (manifest.isPresent()) {
        addPaths(release, manifest.get(), paths);
      }
      read.add(release);
    }
    releaseByPath = Map.copyOf(paths);
  }

  /**
   * Copies the release with this public path into the archive.
   *
   * @return whether it is there now
   */
  boolean bring(String publicPath) throws IOException {
    @Nullable String release = releaseByPath.get(publicPath);
    if (release == null) {
      return false;
    }
    Optional<byte[]> manifest = store.manifest(release);
    return manifest.isPresent()
        && archive.add(
            release,
            part -> {
              Files.write(part.resolve(BundleRelease.MANIFEST), manifest.get());
              return store.copyBytes(release, part.resolve(BundleRelease.BYTES));
            });
  }

  private static void addPaths(String release, byte[] manifest, Map<String, String> paths) {
    try {
      BundleManifest read = JsonMapper.shared().readValue(manifest, BundleManifest.class);
      List<String> workers = read.workers();
      read.files().stream()
          .map(BundleManifest.StoredFile::name)
          .filter(name -> !workers.contains(name))
          .forEach(name -> paths.putIfAbsent(BundleRelease.PUBLIC_PREFIX + name, release));
    } catch (JacksonException e) {
      log.warn("release {} in the store is left out: {}", release, e.getMessage());
    }
  }

  /** Fills a folder with a release's files. */
  interface Filler {
    /** Returns false if the release is not there any more. */
    boolean fill(Path part) throws IOException;
  }
}
