package dev.examhall.examrender.page;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** asset-service's answer about one page, as it is on the wire; fields may be missing. */
record PageManifest(
    @Nullable String base,
    @Nullable List<PageHead.Style> styles,
    @Nullable List<PageHead.Script> scripts,
    @Nullable List<PageHead.ModulePreload> modulePreloads,
    @Nullable Map<String, Object> importMap,
    @Nullable Map<String, String> resources) {}
