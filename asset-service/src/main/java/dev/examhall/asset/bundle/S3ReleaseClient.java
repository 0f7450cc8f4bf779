package dev.examhall.asset.bundle;

import dev.examhall.asset.bucket.BucketClient;
import dev.examhall.asset.bucket.BucketClient.Listed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Releases beside the media in their bucket: {@code releases/<release>/files.bin}, and {@code
 * manifest.json}, which is written last, makes the release exist, and is written again at each
 * start, so that its time says when the release was last used.
 */
final class S3ReleaseClient implements ReleaseStore {
  private static final String PREFIX = "releases/";
  private static final String MANIFEST = "/" + BundleRelease.MANIFEST;

  private final BucketClient bucket;

  S3ReleaseClient(BucketClient bucket) {
    this.bucket = bucket;
  }

  @Override
  public void keep(String release, Path folder) throws IOException {
    if (list().stream().noneMatch(kept -> kept.release().equals(release))) {
      bucket.put(bytes(release), "application/octet-stream", folder.resolve(BundleRelease.BYTES));
    }
    bucket.put(
        manifestKey(release),
        "application/json",
        Files.readAllBytes(folder.resolve(BundleRelease.MANIFEST)));
  }

  @Override
  public List<Kept> list() throws IOException {
    return bucket.list(PREFIX).stream()
        .filter(object -> object.key().endsWith(MANIFEST))
        .map(S3ReleaseClient::kept)
        .sorted(Comparator.comparing(Kept::used).reversed())
        .toList();
  }

  @Override
  public Optional<byte[]> manifest(String release) throws IOException {
    return bucket.get(manifestKey(release));
  }

  @Override
  public boolean copyBytes(String release, Path target) throws IOException {
    return bucket.copy(bytes(release), target);
  }

  @Override
  public void forget(String release) throws IOException {
    bucket.delete(manifestKey(release));
    bucket.delete(bytes(release));
  }

  private static Kept kept(Listed object) {
    String key = object.key();
    return new Kept(
        key.substring(PREFIX.length(), key.length() - MANIFEST.length()), object.written());
  }

  private static String manifestKey(String release) {
    return PREFIX + release + MANIFEST;
  }

  private static String bytes(String release) {
    return PREFIX + release + "/" + BundleRelease.BYTES;
  }
}
