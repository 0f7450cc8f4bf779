package dev.examhall.asset.build;

import dev.examhall.asset.bundle.BundleManifest.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many bytes, brotli-compressed, each page's styles, scripts and module preloads may take.
 *
 * @param brotliBytes by page; {@code *} is for pages that are not named
 */
record Budgets(Map<String, Long> brotliBytes) {

  static Budgets read(Path file) throws IOException {
    Map<String, Long> budgets =
        JsonMapper.shared()
            .readValue(Files.readString(file), new TypeReference<TreeMap<String, Long>>() {});
    if (!budgets.containsKey("*")) {
      throw new BundleBuildException(file + " has no budget \"*\" for pages that are not named");
    }
    return new Budgets(budgets);
  }

  /**
   * Checks all pages.
   *
   * @throws BundleBuildException naming each page that is over its budget
   */
  void check(List<Page> pages) {
    List<String> over =
        pages.stream()
            .filter(page -> page.brotliBytes() > allowed(page))
            .map(
                page ->
                    "%s takes %,d B of brotli, its budget in budgets.json is %,d B"
                        .formatted(page.page(), page.brotliBytes(), allowed(page)))
            .toList();
    if (!over.isEmpty()) {
      throw new BundleBuildException("over budget:\n  " + String.join("\n  ", over));
    }
  }

  private long allowed(Page page) {
    return brotliBytes.getOrDefault(page.page(), brotliBytes.getOrDefault("*", 0L));
  }
}
