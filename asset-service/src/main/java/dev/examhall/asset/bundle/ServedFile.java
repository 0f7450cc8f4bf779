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

/**
 * One public file, ready to be written to a socket in any of its encodings.
 *
 * @param cacheControl value of the header
 */
record ServedFile(
    String contentType, String cacheControl, Map<ContentEncoding, ServedVariant> variants) {
  static final String FOR_A_YEAR = "public, max-age=31536000, immutable";

  /**
   * One encoding.
   *
   * @param bytes outside the heap, shared by all requests: duplicate it, never release it
   */
  record ServedVariant(String etag, ByteBuf bytes) {}

  /** A file that is another one after the next change, so that browsers ask each time. */
  static ServedFile changing(String contentType, String etag, byte[] content) {
    ByteBuf bytes = Unpooled.directBuffer(content.length).writeBytes(content).asReadOnly();
    return new ServedFile(
        contentType,
        "no-cache",
        Map.of(
            ContentEncoding.IDENTITY, new ServedVariant(etag, Unpooled.unreleasableBuffer(bytes))));
  }

  /**
   * Cuts a file's variants out of its release's bytes.
   *
   * @throws IndexOutOfBoundsException if the release's bytes end before
   */
  static ServedFile of(StoredFile file, ByteBuffer release) {
    Map<ContentEncoding, ServedVariant> variants = new EnumMap<>(ContentEncoding.class);
    for (Entry<ContentEncoding, Variant> variant : file.variants().entrySet()) {
      Variant stored = variant.getValue();
      ByteBuffer bytes = release.slice(Math.toIntExact(stored.offset()), stored.length());
      variants.put(
          variant.getKey(),
          new ServedVariant(
              stored.etag(), Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes))));
    }
    return new ServedFile(file.contentType(), FOR_A_YEAR, Collections.unmodifiableMap(variants));
  }
}
