package dev.examhall.asset.build;

import dev.examhall.asset.bundle.BundleManifest.Loading;
import dev.examhall.asset.bundle.BundleManifest.Script;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Works out what each page needs from what imports what. */
final class PageClosures {

  /** A page before sizes are known; names as in the manifest. */
  record PageNeeds(
      String page,
      List<String> styles,
      List<Script> scripts,
      List<String> modulePreloads,
      List<String> modules) {}

  private final EsbuildOutput output;
  private final PageEntries entries;

  PageClosures(EsbuildOutput output, PageEntries entries) {
    this.output = output;
    this.entries = entries;
  }

  List<PageNeeds> pages() {
    return entries.pages().stream().map(this::page).toList();
  }

  private PageNeeds page(String page) {
    Set<String> styles = new LinkedHashSet<>();
    List<Script> scripts = new ArrayList<>();
    Set<String> preloads = new LinkedHashSet<>();
    Set<String> modules = new LinkedHashSet<>();
    addIfThere(styles, madeFrom(PageEntries.BASE_STYLE));
    @Nullable String script = madeFrom("pages/" + page + ".js");
    if (script != null) {
      scripts.add(new Script(script, entries.loading().getOrDefault(page, Loading.DEFER)));
      preloads.addAll(reachable(script, false));
      modules.addAll(reachable(script, true));
      addIfThere(styles, made(script).cssBundle());
    }
    addIfThere(styles, madeFrom("pages/" + page + ".css"));
    styles.stream()
        .skip(1)
        .filter(style -> made(style).inputs().contains(PageEntries.BASE_STYLE))
        .forEach(
            style ->
                System.out.println(
                    "[bundles] warning: "
                        + style
                        + " imports base/base.css, which is every page's first style anyway"));
    return new PageNeeds(
        page, List.copyOf(styles), scripts, List.copyOf(preloads), List.copyOf(modules));
  }

  /** Modules reachable from a script, without itself, nearest first. */
  private Set<String> reachable(String script, boolean alsoDynamic) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(script));
    while (!open.isEmpty()) {
      EsbuildOutput.Made made = made(open.removeFirst());
      List<String> imports = new ArrayList<>(made.staticImports());
      if (alsoDynamic) {
        imports.addAll(made.dynamicImports());
      }
      for (String imported : imports) {
        if (!imported.equals(script) && seen.add(imported)) {
          open.addLast(imported);
        }
      }
    }
    return seen;
  }

  private EsbuildOutput.Made made(String name) {
    EsbuildOutput.@Nullable Made made = output.files().get(name);
    if (made == null) {
      throw new BundleBuildException(
          "esbuild's metafile has an import of " + name + " but not the file");
    }
    return made;
  }

  private @Nullable String madeFrom(String source) {
    return output.files().entrySet().stream()
        .filter(file -> source.equals(file.getValue().entryPoint()))
        .map(Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private static void addIfThere(Set<String> names, @Nullable String name) {
    if (name != null) {
      names.add(name);
    }
  }
}
