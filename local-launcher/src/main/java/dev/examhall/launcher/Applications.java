package dev.examhall.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Services' jars, unpacked: a jar of jars takes twice the CPU time to start. Libraries are kept
 * once for all services. What is there is complete: files are written beside their place and
 * renamed, and one that was damaged since is written again.
 */
final class Applications {

  private static final String CLASSES = "BOOT-INF/classes/";
  private static final String LIBRARIES = "BOOT-INF/lib/";

  private final Path folder;

  Applications(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /**
   * Unpacks what the build made, unless that was done before. A plain jar is taken as it is.
   *
   * @param built the service's jar in its {@code target} folder
   */
  synchronized Application of(String name, Path built) throws IOException {
    try (JarFile source = new JarFile(built.toFile())) {
      Manifest manifest = source.getManifest();
      String main = manifest == null ? null : manifest.getMainAttributes().getValue("Start-Class");
      if (main == null) {
        return new Application(built, false);
      }
      Files.createDirectories(folder);
      List<String> classPath = unpackLibraries(source);
      String key = name + "-" + fingerprint(source);
      Path jar = folder.resolve(key + ".jar");
      if (!isReadable(jar)) {
        deleteEarlier(name, key);
        Path partial = Files.createTempFile(folder, key, ".partial");
        write(source, main, classPath, partial);
        Files.move(partial, jar, StandardCopyOption.ATOMIC_MOVE);
      }
      return new Application(jar, true);
    }
  }

  /** Of its content alone: every build gives its jars the same time. */
  private static String fingerprint(JarFile jar) {
    MessageDigest digest = sha256();
    jar.stream()
        .map(entry -> entry.getName() + " " + entry.getSize() + " " + entry.getCrc() + "\n")
        .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** By their checksum, since a library of our own changes without changing its name. */
  private List<String> unpackLibraries(JarFile source) throws IOException {
    List<String> classPath = new ArrayList<>();
    for (JarEntry entry : source.stream().toList()) {
      String name = entry.getName();
      if (name.startsWith(LIBRARIES) && name.endsWith(".jar")) {
        String relative =
            "lib/%08x/%s".formatted(entry.getCrc(), name.substring(LIBRARIES.length()));
        Path library = folder.resolve(relative);
        if (!Files.exists(library) || Files.size(library) != entry.getSize()) {
          Files.createDirectories(library.getParent());
          Path partial = Files.createTempFile(library.getParent(), "library", ".partial");
          try (InputStream in = source.getInputStream(entry)) {
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
          }
          Files.move(partial, library, StandardCopyOption.ATOMIC_MOVE);
        }
        classPath.add(relative);
      }
    }
    return classPath;
  }

  private static boolean isReadable(Path jar) {
    try (JarFile whole = new JarFile(jar.toFile())) {
      return whole.getManifest() != null;
    } catch (IOException absentOrDamaged) {
      return false;
    }
  }

  private static void write(JarFile source, String main, List<String> classPath, Path target)
      throws IOException {
    Attributes built = source.getManifest().getMainAttributes();
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, main);
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
    for (Attributes.Name copied :
        List.of(Attributes.Name.IMPLEMENTATION_TITLE, Attributes.Name.IMPLEMENTATION_VERSION)) {
      @Nullable Object value = built.get(copied);
      if (value != null) {
        attributes.put(copied, value);
      }
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target), manifest)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (JarEntry entry : source.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith(CLASSES) && name.length() > CLASSES.length()) {
          out.putNextEntry(new JarEntry(name.substring(CLASSES.length())));
          try (InputStream in = source.getInputStream(entry)) {
            in.transferTo(out);
          }
          out.closeEntry();
        }
      }
    }
  }

  /** Libraries stay: other services and running suites use them. */
  private void deleteEarlier(String name, String key) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String each = file.getFileName().toString();
        if (each.matches(name + "-[0-9a-f]{16}[^/]*") && !each.startsWith(key)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
