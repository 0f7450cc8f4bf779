package dev.examhall.asset.build;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A digest over everything that the result of the build step depends on. */
final class Fingerprint {
  private final MessageDigest digest = Digests.sha256();

  Fingerprint text(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return this;
  }

  /** Names and bytes of all files under a folder, or of one file; nothing if it is not there. */
  Fingerprint tree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return text("-");
    }
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        text(root.relativize(file).toString());
        digest.update(Files.readAllBytes(file));
      }
    }
    return this;
  }

  /** The compiled packages of these classes, so that a change of this program is a change too. */
  Fingerprint classesOf(Class<?>... classes) throws IOException {
    for (Class<?> type : classes) {
      try {
        Path root = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        tree(root.resolve(type.getPackageName().replace('.', '/')));
      } catch (URISyntaxException e) {
        throw new IOException(e);
      }
    }
    return this;
  }

  String value() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
