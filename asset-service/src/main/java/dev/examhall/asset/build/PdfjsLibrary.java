package dev.examhall.asset.build;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * PDF.js out of its WebJar, laid out as {@code node_modules/pdfjs-dist}, so that our modules import
 * it by that name.
 *
 * @param nodeModules what esbuild gets as {@code NODE_PATH}
 */
record PdfjsLibrary(Path nodeModules) {
  /**
   * Folders that PDF.js loads from at run time. Without them, spacing and some images are wrong.
   */
  static final List<String> SERVED_FOLDERS = List.of("cmaps", "standard_fonts", "wasm", "iccs");

  static PdfjsLibrary extract(String version, Path work) throws IOException {
    PdfjsLibrary library =
        new PdfjsLibrary(work.resolve("pdfjs-" + version + "/node_modules").toAbsolutePath());
    Path done = library.nodeModules().resolveSibling("extracted");
    if (Files.exists(done)) {
      return library;
    }
    String root = "META-INF/resources/webjars/pdfjs-dist/" + version + "/";
    @Nullable URL url = PdfjsLibrary.class.getClassLoader().getResource(root + "package.json");
    if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
      throw new BundleBuildException(
          "PDF.js " + version + " is not on the build's class path as a WebJar");
    }
    try (JarFile jar = connection.getJarFile()) {
      for (JarEntry entry : jar.stream().toList()) {
        String name = entry.getName();
        if (entry.isDirectory()
            || !name.startsWith(root)
            || !wanted(name.substring(root.length()))) {
          continue;
        }
        Path target = library.folder(name.substring(root.length()));
        Files.createDirectories(target.getParent());
        try (InputStream in = jar.getInputStream(entry)) {
          Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    Files.createFile(done);
    return library;
  }

  Path folder(String name) {
    return nodeModules.resolve("pdfjs-dist").resolve(name);
  }

  Path worker() {
    return folder("build/pdf.worker.mjs");
  }

  private static boolean wanted(String name) {
    return !name.startsWith("legacy/")
        && !name.startsWith("types/")
        && !name.endsWith(".map")
        && !name.endsWith(".d.mts");
  }
}
