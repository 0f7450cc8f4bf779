package dev.examhall.asset.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.examhall.asset.bucket.BucketClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files in a bucket of anything that speaks S3, laid out as in a folder: {@code
 * files/ab/<hash>.<extension>}, and {@code <hash>.json} beside it, which is written last and by
 * itself makes the file exist. An object is there whole or not at all, so a crash leaves at most
 * bytes that nothing names. Uploads are checked on this machine's disk before.
 */
final class S3MediaClient implements MediaStore {
  private static final int NOT_FOUND = 404;

  private final BucketClient bucket;
  private final LocalUploads uploads;

  /** What is stored never changes, so it is safe to remember. */
  private final Cache<String, StoredMedia> known = Caffeine.newBuilder().maximumSize(1000).build();

  S3MediaClient(BucketClient bucket, LocalUploads uploads) {
    this.bucket = bucket;
    this.uploads = uploads;
  }

  @Override
  public Path newUpload() throws IOException {
    return uploads.create();
  }

  @Override
  public StoredMedia keep(Path upload, StoredMedia media) throws IOException {
    Optional<StoredMedia> already = find(media.hash());
    if (already.isPresent()) {
      drop(upload);
      return already.get();
    }
    bucket.put(fileKey(media), media.contentType(), upload);
    bucket.put(
        descriptionKey(media.hash()),
        "application/json",
        JsonMapper.shared().writeValueAsBytes(media));
    drop(upload);
    known.put(media.hash(), media);
    return media;
  }

  @Override
  public void drop(Path upload) throws IOException {
    uploads.drop(upload);
  }

  @Override
  public Optional<StoredMedia> find(String hash) throws IOException {
    @Nullable StoredMedia remembered = known.getIfPresent(hash);
    if (remembered != null) {
      return Optional.of(remembered);
    }
    Optional<StoredMedia> stored =
        bucket
            .get(descriptionKey(hash))
            .map(document -> JsonMapper.shared().readValue(document, StoredMedia.class));
    stored.ifPresent(media -> known.put(hash, media));
    return stored;
  }

  @Override
  public MediaContent content(StoredMedia media) {
    return new MediaContent.Remote((from, count) -> bucket.read(fileKey(media), from, count));
  }

  @Override
  public void writeLinks(UUID examId, byte[] document) throws IOException {
    bucket.put(linksKey(examId), "application/json", document);
  }

  @Override
  public Optional<byte[]> readLinks(UUID examId) throws IOException {
    return bucket.get(linksKey(examId));
  }

  private static String fileKey(StoredMedia media) {
    return shelf(media.hash()) + media.hash() + "." + media.extension();
  }

  private static String descriptionKey(String hash) {
    return shelf(hash) + hash + ".json";
  }

  private static String shelf(String hash) {
    return "files/" + hash.substring(0, 2) + "/";
  }

  private static String linksKey(UUID examId) {
    return "links/" + examId + ".json";
  }
}
