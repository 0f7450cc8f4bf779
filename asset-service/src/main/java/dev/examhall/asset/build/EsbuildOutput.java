package dev.examhall.asset.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What esbuild made, from its metafile.
 *
 * @param files by name relative to the output folder
 */
record EsbuildOutput(Map<String, Made> files) {

  /**
   * One file.
   *
   * @param entryPoint the source it was made for, relative to the source folder; null for chunks
   *     and source maps
   * @param inputs the sources in it, relative to the source folder
   * @param cssBundle the style sheet made from the styles that the script imports
   */
  record Made(
      @Nullable String entryPoint,
      @Nullable String cssBundle,
      Set<String> inputs,
      List<String> staticImports,
      List<String> dynamicImports) {}

  /** Reads a metafile; its paths are relative to the folder in which esbuild ran. */
  static EsbuildOutput read(Path metafile, Path ranIn, Path out) throws IOException {
    JsonNode outputs = JsonMapper.shared().readTree(Files.readString(metafile)).path("outputs");
    Map<String, Made> files = new LinkedHashMap<>();
    for (Entry<String, JsonNode> output : outputs.properties()) {
      JsonNode node = output.getValue();
      List<String> staticImports = new ArrayList<>();
      List<String> dynamicImports = new ArrayList<>();
      for (JsonNode imported : node.path("imports")) {
        String path = imported.path("path").stringValue("");
        if (imported.path("external").booleanValue(false)) {
          if (path.startsWith("data:")) {
            continue;
          }
          throw new BundleBuildException(
              output.getKey() + " imports " + path + ", which is not bundled");
        }
        switch (imported.path("kind").stringValue("")) {
          case "import-statement" -> staticImports.add(name(path, ranIn, out));
          case "dynamic-import" -> dynamicImports.add(name(path, ranIn, out));
          default -> {}
        }
      }
      @Nullable String css = node.path("cssBundle").stringValue(null);
      files.put(
          name(output.getKey(), ranIn, out),
          new Made(
              node.path("entryPoint").stringValue(null),
              css == null ? null : name(css, ranIn, out),
              Set.copyOf(node.path("inputs").propertyNames()),
              staticImports,
              dynamicImports));
    }
    return new EsbuildOutput(files);
  }

  private static String name(String path, Path ranIn, Path out) {
    Path absolute = ranIn.toAbsolutePath().resolve(path).normalize();
    return out.toAbsolutePath().normalize().relativize(absolute).toString().replace('\\', '/');
  }
}
