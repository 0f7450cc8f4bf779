package dev.examhall.asset.build;

import dev.examhall.asset.bundle.BundleManifest.Loading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What to bundle, found by listing {@code pages/}: {@code <page>.js} and {@code <page>.css}, either
 * or both. {@code base/base.css}, if there, is every page's first style: CSS is not split, so what
 * all pages share must be a file of its own to be loaded once. {@code workers/<name>.js}, such as a
 * service worker, are scripts that keep their name.
 *
 * @param sources entry points relative to the source folder, with slashes
 * @param loading for each page with a script
 * @param workers entry points of workers, relative to the source folder
 */
record PageEntries(
    List<String> sources,
    TreeSet<String> pages,
    Map<String, Loading> loading,
    List<String> workers) {
  static final String BASE_STYLE = "base/base.css";

  private static final Pattern PAGE_FILE = Pattern.compile("([a-z][a-z0-9_]*)\\.(js|css)");
  private static final Pattern WORKER_FILE = Pattern.compile("[a-z][a-z0-9-]*\\.js");
  private static final Pattern LOADING =
      Pattern.compile("\\s*/[/*]\\s*loading:\\s*(async|defer)\\b");

  static PageEntries list(Path folder) throws IOException {
    List<String> sources = new ArrayList<>();
    TreeSet<String> pages = new TreeSet<>();
    Map<String, Loading> loading = new HashMap<>();
    if (Files.exists(folder.resolve(BASE_STYLE))) {
      sources.add(BASE_STYLE);
    }
    Path pagesFolder = folder.resolve("pages");
    if (!Files.isDirectory(pagesFolder)) {
      throw new BundleBuildException("there is no folder " + pagesFolder);
    }
    try (Stream<Path> list = Files.list(pagesFolder)) {
      for (Path file : list.filter(Files::isRegularFile).sorted().toList()) {
        String fileName = file.getFileName().toString();
        Matcher matcher = PAGE_FILE.matcher(fileName);
        if (!matcher.matches()) {
          throw new BundleBuildException(
              "pages/"
                  + fileName
                  + " is not named <page>.js or <page>.css in lower case with underscores");
        }
        sources.add("pages/" + fileName);
        pages.add(matcher.group(1));
        if (matcher.group(2).equals("js")) {
          loading.put(matcher.group(1), loadingOf(Files.readString(file)));
        }
      }
    }
    return new PageEntries(sources, pages, loading, workers(folder, sources));
  }

  private static List<String> workers(Path folder, List<String> pageSources) throws IOException {
    Path workersFolder = folder.resolve("workers");
    if (!Files.isDirectory(workersFolder)) {
      return List.of();
    }
    List<String> workers = new ArrayList<>();
    try (Stream<Path> list = Files.list(workersFolder)) {
      for (Path file : list.filter(Files::isRegularFile).sorted().toList()) {
        String fileName = file.getFileName().toString();
        if (!WORKER_FILE.matcher(fileName).matches()) {
          throw new BundleBuildException(
              "workers/" + fileName + " is not named <worker>.js in lower case with hyphens");
        }
        if (pageSources.contains("pages/" + fileName)) {
          throw new BundleBuildException(
              "workers/" + fileName + " has the name of a page: both would be /assets/" + fileName);
        }
        workers.add("workers/" + fileName);
      }
    }
    return workers;
  }

  /**
   * A comment {@code loading: async} at the very beginning of an entry asks for it; defer
   * otherwise.
   */
  private static Loading loadingOf(String source) {
    Matcher matcher = LOADING.matcher(source);
    return matcher.lookingAt() && matcher.group(1).equals("async") ? Loading.ASYNC : Loading.DEFER;
  }
}
