package dev.examhall.examrender.page;

import dev.examhall.examrender.Sha256;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/** Turns a manifest into what the template prints. */
final class PageHeadFactory {

  private final ObjectMapper json;

  PageHeadFactory(ObjectMapper json) {
    this.json = json;
  }

  PageHead head(String page, PageManifest manifest) {
    String base = manifest.base() == null ? "" : manifest.base();
    String importMap = importMap(manifest.importMap());
    return new PageHead(
        page,
        true,
        orEmpty(manifest.styles()).stream()
            .map(style -> new PageHead.Style(base + style.href(), style.integrity()))
            .toList(),
        orEmpty(manifest.scripts()).stream()
            .map(
                script ->
                    new PageHead.Script(
                        base + script.src(), script.integrity(), script.type(), script.loading()))
            .toList(),
        orEmpty(manifest.modulePreloads()).stream()
            .map(module -> new PageHead.ModulePreload(base + module.href(), module.integrity()))
            .toList(),
        importMap,
        importMap == null ? null : cspSource(importMap),
        // Never from a CDN: a worker must be of the page's own origin, and loads from there too.
        manifest.resources() == null ? Map.of() : manifest.resources(),
        origin(base));
  }

  /**
   * Scheme, host and port of the base, for the policy; null where files are of the page's own
   * origin.
   */
  private static @Nullable String origin(String base) {
    if (base.isEmpty()) {
      return null;
    }
    URI address = URI.create(base);
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  private @Nullable String importMap(@Nullable Map<String, Object> map) {
    if (map == null || map.isEmpty()) {
      return null;
    }
    // sorted, so that the same manifest always gives the same bytes and the same hash
    return ScriptJson.escape(json.writeValueAsString(new TreeMap<>(map)));
  }

  private static String cspSource(String text) {
    return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text)) + "'";
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
