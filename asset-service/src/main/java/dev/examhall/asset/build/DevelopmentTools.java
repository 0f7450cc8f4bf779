package dev.examhall.asset.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the build found to bundle with, left in its work folder for development mode: the service's
 * jar has none of it.
 *
 * @param esbuild command
 * @param nodeModules folder with PDF.js
 */
record DevelopmentTools(List<String> esbuild, String esbuildVersion, String nodeModules) {
  static final String FILE = "tools.json";

  void write(Path work) throws IOException {
    Files.write(work.resolve(FILE), JsonMapper.shared().writeValueAsBytes(this));
  }

  /** Reads what the build of the module with these sources left in its {@code target} folder. */
  static DevelopmentTools besides(Path sources) throws IOException {
    Path file =
        sources.toAbsolutePath().normalize().resolve("../../../target/assets").resolve(FILE);
    return read(file);
  }

  static DevelopmentTools read(Path file) throws IOException {
    try {
      return JsonMapper.shared().readValue(Files.readAllBytes(file), DevelopmentTools.class);
    } catch (NoSuchFileException e) {
      throw new BundleBuildException(
          "development mode needs what the build leaves in "
              + file.normalize()
              + ": examhall.bundles.development must name src/main/assets of a module that was"
              + " built");
    }
  }
}
