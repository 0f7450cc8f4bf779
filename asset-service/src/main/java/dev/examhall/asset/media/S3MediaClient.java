package dev.examhall.asset.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files in a bucket of anything that speaks S3, laid out as in a folder: {@code
 * files/ab/<hash>.<extension>}, and {@code <hash>.json} beside it, which is written last and by
 * itself makes the file exist. An object is there whole or not at all, so a crash leaves at most
 * bytes that nothing names. Uploads are checked on this machine's disk before.
 */
final class S3MediaClient implements MediaStore, Closeable {
  private static final int NOT_FOUND = 404;

  private final S3AsyncClient client;
  private final String bucket;
  private final long timeoutMillis;
  private final LocalUploads uploads;

  /** What is stored never changes, so it is safe to remember. */
  private final Cache<String, StoredMedia> known = Caffeine.newBuilder().maximumSize(1000).build();

  /** Sends nothing yet: a bucket that is away does not stop the service from starting. */
  S3MediaClient(MediaProperties.S3 properties, LocalUploads uploads) {
    S3AsyncClientBuilder builder = S3AsyncClient.builder().region(Region.of(properties.region()));
    @Nullable URI endpoint = properties.endpoint();
    if (endpoint != null) {
      // Other servers than Amazon's have no host name for each bucket.
      builder.endpointOverride(endpoint).forcePathStyle(true);
    }
    this.client =
        builder
            .overrideConfiguration(
                calls ->
                    calls
                        .apiCallTimeout(properties.timeout())
                        .apiCallAttemptTimeout(properties.timeout().dividedBy(2)))
            .build();
    this.bucket = properties.bucket();
    this.timeoutMillis = properties.timeout().toMillis() * 2;
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
    put(fileKey(media), media.contentType(), AsyncRequestBody.fromFile(upload));
    put(
        descriptionKey(media.hash()),
        "application/json",
        AsyncRequestBody.fromBytes(JsonMapper.shared().writeValueAsBytes(media)));
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
        get(descriptionKey(hash))
            .map(document -> JsonMapper.shared().readValue(document, StoredMedia.class));
    stored.ifPresent(media -> known.put(hash, media));
    return stored;
  }

  @Override
  public MediaContent content(StoredMedia media) {
    return new MediaContent.Remote((from, count) -> read(fileKey(media), from, count));
  }

  @Override
  public void writeLinks(UUID examId, byte[] document) throws IOException {
    put(linksKey(examId), "application/json", AsyncRequestBody.fromBytes(document));
  }

  @Override
  public Optional<byte[]> readLinks(UUID examId) throws IOException {
    return get(linksKey(examId));
  }

  @Override
  public void close() {
    client.close();
  }

  private Flux<ByteBuffer> read(String key, long from, long count) {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .range("bytes=" + from + "-" + (from + count - 1))
            .build();
    return Mono.fromFuture(() -> client.getObject(request, AsyncResponseTransformer.toPublisher()))
        .flatMapMany(Flux::from)
        .onErrorMap(SdkException.class, IOException::new);
  }

  private void put(String key, String contentType, AsyncRequestBody body) throws IOException {
    await(
        client.putObject(
            PutObjectRequest.builder().bucket(bucket).key(key).contentType(contentType).build(),
            body));
  }

  private Optional<byte[]> get(String key) throws IOException {
    try {
      return Optional.of(
          await(
                  client.getObject(
                      GetObjectRequest.builder().bucket(bucket).key(key).build(),
                      AsyncResponseTransformer.toBytes()))
              .asByteArray());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** Waits on the file scheduler's thread. A missing key passes as it is; all else is an outage. */
  private <T> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NoSuchKeyException missing && missing.statusCode() == NOT_FOUND) {
        throw missing;
      }
      throw new IOException("the bucket did not do it", e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("the bucket did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw new InterruptedIOException("interrupted while waiting for the bucket");
    }
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
