package dev.examhall.asset.build;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import dev.examhall.asset.bundle.ContentEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses as hard as it goes, once: results are kept by the hash of what was compressed. */
final class Compression {
  /** Below this many bytes headers outweigh the gain. */
  private static final int WORTH_TRYING = 200;

  private static final int BROTLI_QUALITY = 11;

  /**
   * For PDF.js's fonts and character maps, rarely fetched: a tenth larger, in a tenth of the time.
   */
  private static final int BROTLI_QUALITY_OF_DATA = 9;

  private static final int ZSTD_LEVEL = 19;

  private final Path cache;

  Compression(Path cache) {
    this.cache = cache;
    Brotli4jLoader.ensureAvailability();
  }

  /** The encodings that make the file at least a twentieth smaller, and identity. */
  Map<ContentEncoding, byte[]> variants(String name, byte[] bytes) throws IOException {
    Map<ContentEncoding, byte[]> variants = new EnumMap<>(ContentEncoding.class);
    variants.put(ContentEncoding.IDENTITY, bytes);
    if (bytes.length < WORTH_TRYING || alreadyCompressed(name)) {
      return variants;
    }
    String hash = HexFormat.of().formatHex(Digests.sha256().digest(bytes));
    for (ContentEncoding encoding : ContentEncoding.values()) {
      // Only developer tools fetch source maps: not worth seconds of each build.
      if (encoding == ContentEncoding.IDENTITY
          || (name.endsWith(".map") && encoding != ContentEncoding.GZIP)) {
        continue;
      }
      byte[] compressed = compressed(hash, encoding, bytes, brotliQuality(name));
      if (compressed.length <= bytes.length * 0.95) {
        variants.put(encoding, compressed);
      }
    }
    return variants;
  }

  private byte[] compressed(String hash, ContentEncoding encoding, byte[] bytes, int brotliQuality)
      throws IOException {
    Path kept = cache.resolve(hash + "." + encoding.token());
    if (Files.exists(kept)) {
      return Files.readAllBytes(kept);
    }
    byte[] compressed =
        switch (encoding) {
          case BR ->
              Encoder.compress(
                  bytes, new Encoder.Parameters().setQuality(brotliQuality).setWindow(24));
          case ZSTD -> Zstd.compress(bytes, ZSTD_LEVEL);
          case GZIP -> gzip(bytes);
          case IDENTITY -> bytes;
        };
    Files.createDirectories(cache);
    Path part = Files.createTempFile(cache, hash, ".part");
    Files.write(part, compressed);
    Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return compressed;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static int brotliQuality(String name) {
    boolean code = name.endsWith(".js") || name.endsWith(".css") || name.endsWith(".wasm");
    return code ? BROTLI_QUALITY : BROTLI_QUALITY_OF_DATA;
  }

  private static boolean alreadyCompressed(String name) {
    return name.endsWith(".woff2")
        || name.endsWith(".png")
        || name.endsWith(".webp")
        || name.endsWith(".gif")
        || name.endsWith(".mp3");
  }
}
