package dev.examhall.asset.bundle;

import dev.examhall.asset.bundle.BundleManifest.Page;
import dev.examhall.asset.bundle.BundleManifest.StoredFile;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that the head of a page needs.
 *
 * @param base goes before each {@code href} and {@code src}: a CDN's scheme and host, or nothing
 * @param importMap ready to be printed; its keys carry the base already
 * @param resources paths on our own origin, never on the CDN: a worker must come from there
 * @param sizes of styles, scripts and module preloads together
 */
record PageAssets(
    String page,
    String release,
    String base,
    List<Style> styles,
    List<Script> scripts,
    List<ModulePreload> modulePreloads,
    ImportMap importMap,
    Map<String, String> resources,
    Sizes sizes) {

  record Style(String href, String integrity) {}

  record Script(String src, String integrity, String type, String loading) {}

  record ModulePreload(String href, String integrity) {}

  /** As the HTML standard has it; browsers check every module that the integrity names. */
  record ImportMap(Map<String, String> imports, Map<String, String> integrity) {}

  /** In bytes. */
  record Sizes(long identity, long brotli) {}

  static Map<String, PageAssets> ofAllPages(BundleManifest manifest, String base) {
    Map<String, StoredFile> files =
        manifest.files().stream().collect(Collectors.toMap(StoredFile::name, Function.identity()));
    Map<String, PageAssets> pages = new HashMap<>();
    for (Page page : manifest.pages()) {
      pages.put(page.page(), of(page, manifest, base, files));
    }
    return Map.copyOf(pages);
  }

  private static PageAssets of(
      Page page, BundleManifest manifest, String base, Map<String, StoredFile> files) {
    Map<String, String> integrity = new TreeMap<>();
    for (String module : page.modules()) {
      integrity.put(base + path(module), file(files, module).integrity());
    }
    long identity =
        java.util.stream.Stream.of(
                page.styles(),
                page.scripts().stream().map(BundleManifest.Script::name).toList(),
                page.modulePreloads())
            .flatMap(List::stream)
            .mapToLong(name -> identityLength(file(files, name)))
            .sum();
    return new PageAssets(
        page.page(),
        manifest.release(),
        base,
        page.styles().stream()
            .map(name -> new Style(path(name), file(files, name).integrity()))
            .toList(),
        page.scripts().stream()
            .map(
                script ->
                    new Script(
                        path(script.name()),
                        file(files, script.name()).integrity(),
                        "module",
                        script.loading().name().toLowerCase(Locale.ROOT)))
            .toList(),
        page.modulePreloads().stream()
            .map(name -> new ModulePreload(path(name), file(files, name).integrity()))
            .toList(),
        new ImportMap(Map.of(), integrity),
        Map.of("pdfWorker", path(manifest.pdfWorker()), "pdfjs", path(manifest.pdfjsFolder())),
        new Sizes(identity, page.brotliBytes()));
  }

  private static long identityLength(StoredFile file) {
    BundleManifest.@Nullable Variant variant = file.variants().get(ContentEncoding.IDENTITY);
    return variant == null ? 0 : variant.length();
  }

  private static StoredFile file(Map<String, StoredFile> files, String name) {
    @Nullable StoredFile file = files.get(name);
    if (file == null) {
      throw new IllegalStateException("the manifest names " + name + " but does not hold it");
    }
    return file;
  }

  private static String path(String name) {
    return BundleRelease.PUBLIC_PREFIX + name;
  }
}
