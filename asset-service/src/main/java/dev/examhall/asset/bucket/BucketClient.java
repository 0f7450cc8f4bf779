package dev.examhall.asset.bucket;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Objects by key. An object is there whole or not at all. All methods but {@link #read} block: call
 * them on the file scheduler. A failure of the bucket is an {@link IOException}, never an absence.
 */
public final class BucketClient implements Closeable {
  private static final int NOT_FOUND = 404;

  private final S3AsyncClient client;
  private final String bucket;
  private final long timeoutMillis;

  /**
   * Sends nothing yet: a bucket that is away does not stop the service from starting.
   *
   * @param endpoint of another server than Amazon's, which then is asked with the bucket in the
   *     path
   * @param timeout of one call with all its attempts
   */
  public BucketClient(String bucket, String region, @Nullable URI endpoint, Duration timeout) {
    S3AsyncClientBuilder builder = S3AsyncClient.builder().region(Region.of(region));
    if (endpoint != null) {
      // Other servers than Amazon's have no host name for each bucket.
      builder.endpointOverride(endpoint).forcePathStyle(true);
    }
    this.client =
        builder
            .overrideConfiguration(
                calls -> calls.apiCallTimeout(timeout).apiCallAttemptTimeout(timeout.dividedBy(2)))
            .build();
    this.bucket = bucket;
    this.timeoutMillis = timeout.toMillis() * 2;
  }

  /** An object's key and when it was written. */
  public record Listed(String key, Instant written) {}

  /** Writes an object, or writes it again. */
  public void put(String key, String contentType, byte[] content) throws IOException {
    put(key, contentType, AsyncRequestBody.fromBytes(content));
  }

  /** Writes an object from a file. */
  public void put(String key, String contentType, Path content) throws IOException {
    put(key, contentType, AsyncRequestBody.fromFile(content));
  }

  /** A whole object in memory; empty if there is none. */
  public Optional<byte[]> get(String key) throws IOException {
    try {
      return Optional.of(
          await(client.getObject(request(key), AsyncResponseTransformer.toBytes())).asByteArray());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** Copies an object into a file that does not exist yet; false if there is no such object. */
  public boolean copy(String key, Path target) throws IOException {
    try {
      await(client.getObject(request(key), AsyncResponseTransformer.toFile(target)));
      return true;
    } catch (NoSuchKeyException e) {
      return false;
    }
  }

  /** The objects whose keys begin so, at most a thousand. */
  public List<Listed> list(String prefix) throws IOException {
    return await(
            client.listObjectsV2(
                ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).build()))
        .contents()
        .stream()
        .map(object -> new Listed(object.key(), object.lastModified()))
        .toList();
  }

  /** Deletes an object if it is there. */
  public void delete(String key) throws IOException {
    await(client.deleteObject(DeleteObjectRequest.builder().bucket(bucket).key(key).build()));
  }

  /** A part of an object as it arrives; does not block. */
  public Flux<ByteBuffer> read(String key, long from, long count) {
    GetObjectRequest request =
        request(key).toBuilder().range("bytes=" + from + "-" + (from + count - 1)).build();
    return Mono.fromFuture(() -> client.getObject(request, AsyncResponseTransformer.toPublisher()))
        .flatMapMany(Flux::from)
        .onErrorMap(SdkException.class, IOException::new);
  }

  @Override
  public void close() {
    client.close();
  }

  private void put(String key, String contentType, AsyncRequestBody body) throws IOException {
    await(
        client.putObject(
            PutObjectRequest.builder().bucket(bucket).key(key).contentType(contentType).build(),
            body));
  }

  private GetObjectRequest request(String key) {
    return GetObjectRequest.builder().bucket(bucket).key(key).build();
  }

  /** A missing key passes as it is; all else is an outage. */
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
}
