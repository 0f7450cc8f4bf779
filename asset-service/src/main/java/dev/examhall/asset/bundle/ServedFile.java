package dev.examhall.asset.bundle;

import dev.examhall.asset.bundle.BundleManifest.StoredFile;
import dev.examhall.asset.bundle.BundleManifest.Variant;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Map.Entry;
import org.springframework.http.HttpHeaders;

/**
 * One public file, ready to be written to a socket in any of its encodings.
 *
 * @param headers for caches and service workers, beside those that all files have
 */
record ServedFile(
    String contentType, Map<String, String> headers, Map<ContentEncoding, ServedVariant> variants) {
  private static final Map<String, String> IMMUTABLE =
      Map.of(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
  private static final Map<String, String> ASKED_FOR_EACH_TIME =
      Map.of(HttpHeaders.CACHE_CONTROL, "no-cache");

  /** A service worker is for all pages, not only for those below its own address. */
  private static final Map<String, String> WORKER =
      Map.of(HttpHeaders.CACHE_CONTROL, "no-cache", "Service-Worker-Allowed", "/");

  /**
   * One encoding.
   *
   * @param bytes outside the heap, shared by all requests: duplicate it, never release it
   */
  record ServedVariant(String etag, ByteBuf bytes) {}

  /**
   * A file that is another one after the next change, so that browsers ask each time.
   *
   * @param worker whether it is the script of a service worker
   */
  static ServedFile changing(String contentType, String etag, byte[] content, boolean worker) {
    // Left to the collector when the next one comes: somebody may still be sending it.
    ByteBuf bytes =
        Unpooled.wrappedBuffer(
            ByteBuffer.allocateDirect(content.length).put(content).flip().asReadOnlyBuffer());
    return new ServedFile(
        contentType,
        worker ? WORKER : ASKED_FOR_EACH_TIME,
        Map.of(
            ContentEncoding.IDENTITY, new ServedVariant(etag, Unpooled.unreleasableBuffer(bytes))));
  }

  /**
   * Cuts a file's variants out of its release's bytes.
   *
   * @param worker whether it keeps its name from release to release
   * @throws IndexOutOfBoundsException if the release's bytes end before
   */
  static ServedFile of(StoredFile file, ByteBuffer release, boolean worker) {
    Map<ContentEncoding, ServedVariant> variants = new EnumMap<>(ContentEncoding.class);
    for (Entry<ContentEncoding, Variant> variant : file.variants().entrySet()) {
      Variant stored = variant.getValue();
      ByteBuffer bytes = release.slice(Math.toIntExact(stored.offset()), stored.length());
      variants.put(
          variant.getKey(),
          new ServedVariant(
              stored.etag(), Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes))));
    }
    return new ServedFile(
        file.contentType(), worker ? WORKER : IMMUTABLE, Collections.unmodifiableMap(variants));
  }
}
