package dev.examhall.asset.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One release with its bytes.
 *
 * @param files by public path, such as {@code /assets/home-ABC.css}
 */
record BundleRelease(BundleManifest manifest, Map<String, ServedFile> files) {
  static final String PUBLIC_PREFIX = "/assets/";
  static final String MANIFEST = "manifest.json";
  static final String BYTES = "files.bin";

  /**
   * The release in this jar, read into memory outside the heap.
   *
   * @throws IOException if the jar was built without bundles
   */
  static BundleRelease current() throws IOException {
    BundleManifest manifest;
    try (InputStream in = resource(MANIFEST).getInputStream()) {
      manifest = JsonMapper.shared().readValue(in, BundleManifest.class);
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(resource(BYTES).contentLength()));
    try (ReadableByteChannel in = Channels.newChannel(resource(BYTES).getInputStream())) {
      while (bytes.hasRemaining() && in.read(bytes) >= 0) {
        // until all is there
      }
    }
    return of(manifest, bytes.flip().asReadOnlyBuffer(), true);
  }

  /**
   * A release on disk, mapped: its pages are read when somebody asks for them. Its workers are left
   * out: their names are those of the newest release.
   *
   * @throws IOException if it is not whole
   */
  static BundleRelease onDisk(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(BYTES), StandardOpenOption.READ)) {
      BundleManifest manifest =
          JsonMapper.shared()
              .readValue(Files.readAllBytes(folder.resolve(MANIFEST)), BundleManifest.class);
      return of(manifest, channel.map(MapMode.READ_ONLY, 0, channel.size()), false);
    } catch (JacksonException | IndexOutOfBoundsException e) {
      throw new IOException("not a whole release: " + folder, e);
    }
  }

  static ClassPathResource resource(String name) {
    return new ClassPathResource("bundles/" + name);
  }

  private static BundleRelease of(BundleManifest manifest, ByteBuffer bytes, boolean withWorkers) {
    Map<String, ServedFile> files = new HashMap<>();
    for (BundleManifest.StoredFile file : manifest.files()) {
      boolean worker = manifest.workers().contains(file.name());
      if (!worker || withWorkers) {
        files.put(PUBLIC_PREFIX + file.name(), ServedFile.of(file, bytes, worker));
      }
    }
    return new BundleRelease(manifest, Map.copyOf(files));
  }
}
