package dev.examhall.asset.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.examhall.asset.bundle.BundleManifest.Page;
import dev.examhall.asset.bundle.BundleManifest.StoredFile;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** Integrity is null in development mode alone, here and below. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Style(String href, @Nullable String integrity) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Script(String src, @Nullable String integrity, String type, String loading) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ModulePreload(String href, @Nullable String integrity) {}

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

  /**
   * A page in development mode: names stay while bytes change, so there are no integrities, and a
   * copy that another service holds is still right.
   *
   * @param released for PDF.js's worker and folder, which are those of the release
   * @param imports public paths by bare name
   * @param liveReload public path of the module that reloads the page
   */
  static PageAssets inDevelopment(
      Page page, BundleManifest released, Map<String, String> imports, String liveReload) {
    return new PageAssets(
        page.page(),
        "development",
        "",
        page.styles().stream().map(name -> new Style(path(name), null)).toList(),
        Stream.concat(
                Stream.of(new Script(liveReload, null, "module", "async")),
                page.scripts().stream()
                    .map(
                        script ->
                            new Script(
                                path(script.name()),
                                null,
                                "module",
                                script.loading().name().toLowerCase(Locale.ROOT))))
            .toList(),
        List.of(),
        new ImportMap(imports, Map.of()),
        resources(released),
        new Sizes(0, 0));
  }

  private static Map<String, String> resources(BundleManifest manifest) {
    return Map.of("pdfWorker", path(manifest.pdfWorker()), "pdfjs", path(manifest.pdfjsFolder()));
  }

  private static PageAssets of(
      Page page, BundleManifest manifest, String base, Map<String, StoredFile> files) {
    Map<String, String> integrity = new TreeMap<>();
    for (String module : page.modules()) {
      integrity.put(base + path(module), file(files, module).integrity());
    }
    long identity =
        Stream.of(
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
        resources(manifest),
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
