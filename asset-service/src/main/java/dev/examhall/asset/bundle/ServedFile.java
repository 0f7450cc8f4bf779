package dev.examhall.asset.bundle;

import dev.examhall.asset.bundle.BundleManifest.StoredFile;
import dev.examhall.asset.bundle.BundleManifest.Variant;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;

/** One public file, ready to be written to a socket in any of its encodings. */
record ServedFile(Map<ContentEncoding, ServedVariant> variants) {
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";
  private static final String ASK_EACH_TIME = "no-cache";

  /** Of every answer with a file, whatever its encoding. */
  static final Map<String, String> COMMON_HEADERS =
      Map.of(
          HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN,
          "*",
          "Cross-Origin-Resource-Policy",
          "cross-origin",
          "Timing-Allow-Origin",
          "*",
          "X-Content-Type-Options",
          "nosniff",
          HttpHeaders.VARY,
          HttpHeaders.ACCEPT_ENCODING);

  /** A service worker is for all pages, not only for those below its own address. */
  private static final Map<String, String> WORKER_HEADERS = Map.of("Service-Worker-Allowed", "/");

  /**
   * A file that is another one after the next change, so that browsers ask each time.
   *
   * @param worker whether it is the script of a service worker
   */
  static ServedFile changing(String contentType, String etag, byte[] content, boolean worker) {
    // Left to the collector when the next one comes: somebody may still be sending it.
    ByteBuffer bytes = ByteBuffer.allocateDirect(content.length).put(content).flip();
    return new ServedFile(
        Map.of(
            ContentEncoding.IDENTITY,
            variant(ContentEncoding.IDENTITY, contentType, etag, bytes, ASK_EACH_TIME, worker)));
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
          variant(
              variant.getKey(),
              file.contentType(),
              stored.etag(),
              bytes,
              worker ? ASK_EACH_TIME : IMMUTABLE,
              worker));
    }
    return new ServedFile(Collections.unmodifiableMap(variants));
  }

  private static ServedVariant variant(
      ContentEncoding encoding,
      String contentType,
      String etag,
      ByteBuffer bytes,
      String cacheControl,
      boolean worker) {
    Map<String, String> always = new TreeMap<>(COMMON_HEADERS);
    always.put(HttpHeaders.CACHE_CONTROL, cacheControl);
    always.put(HttpHeaders.ETAG, etag);
    if (worker) {
      always.putAll(WORKER_HEADERS);
    }
    Map<String, String> withContent = new TreeMap<>();
    withContent.put(HttpHeaders.CONTENT_TYPE, contentType);
    withContent.put(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.remaining()));
    if (encoding != ContentEncoding.IDENTITY) {
      withContent.put(HttpHeaders.CONTENT_ENCODING, encoding.token());
    }
    return new ServedVariant(
        etag, Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes)), always, withContent);
  }
}
