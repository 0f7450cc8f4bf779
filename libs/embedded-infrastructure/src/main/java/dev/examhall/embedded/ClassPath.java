package dev.examhall.embedded;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The class path of this JVM, with the jars that manifests name written out. */
final class ClassPath {

  private ClassPath() {}

  static String ofThisJvm() {
    Set<Path> entries = new LinkedHashSet<>();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        add(Path.of(entry).toAbsolutePath().normalize(), entries);
      }
    }
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }

  private static void add(Path entry, Set<Path> entries) {
    if (!Files.exists(entry) || !entries.add(entry) || Files.isDirectory(entry)) {
      return;
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      Manifest manifest = jar.getManifest();
      String listed =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (listed != null) {
        for (String relative : listed.strip().split("\\s+", -1)) {
          URI uri = entry.toUri().resolve(relative);
          if ("file".equals(uri.getScheme())) {
            add(Path.of(uri).normalize(), entries);
          }
        }
      }
    } catch (IOException notAJar) {
      entries.remove(entry);
    }
  }
}
