package dev.examhall.asset.build;

import dev.examhall.asset.bundle.BundleManifest;
import dev.examhall.asset.bundle.SourceBundler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Bundles for development: one file for each entry under its own name, readable, with its source
 * map inside. PDF.js stays outside and is loaded by its bare name, since parsing and printing its
 * megabyte would be most of each change.
 */
final class EsbuildSourceBundler implements SourceBundler {
  private static final String PDFJS = "pdfjs-dist";
  private static final String OUT = "/bundles/";
  private static final List<String> FLAGS =
      List.of(
          "--bundle",
          "--target=es2022",
          "--charset=utf8",
          "--sourcemap=inline",
          "--log-level=silent",
          "--external:" + PDFJS,
          "--entry-names=[name]",
          "--asset-names=files/[name]",
          "--outdir=" + OUT);

  private final Path sources;
  private final DevelopmentTools tools;
  private @Nullable EsbuildProcess process;
  private final Context pages = new Context("esm");
  private final Context workers = new Context("iife");
  private int contexts;

  EsbuildSourceBundler(Path sources, DevelopmentTools tools) {
    this.sources = sources.toAbsolutePath().normalize();
    this.tools = tools;
  }

  @Override
  public synchronized Outcome bundle() throws IOException {
    PageEntries found;
    try {
      found = PageEntries.list(sources);
    } catch (BundleBuildException e) {
      return new Outcome(
          List.of(),
          new TreeMap<>(),
          Set.of(),
          List.of(new Complaint("", String.valueOf(e.getMessage()), "")));
    }
    try {
      return rebuild(found);
    } catch (IOException | RuntimeException e) {
      close();
      throw e instanceof IOException io ? io : new IOException(e);
    }
  }

  @Override
  public Map<String, byte[]> libraries() throws IOException {
    return Map.of(
        PDFJS, Files.readAllBytes(Path.of(tools.nodeModules(), PDFJS, "build", "pdf.mjs")));
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      process.close();
      process = null;
    }
  }

  private Outcome rebuild(PageEntries found) throws IOException {
    EsbuildProcess running = process;
    if (running == null || !running.isAlive()) {
      running = new EsbuildProcess(tools.esbuild(), tools.esbuildVersion(), sources);
      process = running;
      pages.entries = List.of();
      workers.entries = List.of();
    }
    List<Complaint> complaints = new ArrayList<>();
    SortedMap<String, byte[]> files = files(pages.rebuild(running, found.sources()), complaints);
    SortedMap<String, byte[]> scripts =
        files(workers.rebuild(running, found.workers()), complaints);
    files.putAll(scripts);
    return new Outcome(
        found.pages().stream().map(page -> page(page, found, files)).toList(),
        complaints.isEmpty() ? files : new TreeMap<>(),
        Set.copyOf(scripts.keySet()),
        complaints);
  }

  /** Entries that esbuild builds together, again and again. */
  private final class Context {
    private final String format;
    private List<String> entries = List.of();
    private int key;

    Context(String format) {
      this.format = format;
    }

    Map<String, Object> rebuild(EsbuildProcess running, List<String> wanted) throws IOException {
      if (!wanted.equals(entries)) {
        if (!entries.isEmpty()) {
          entries = List.of();
          running.call(Map.of("command", "dispose", "key", key));
        }
        if (wanted.isEmpty()) {
          return Map.of();
        }
        key = ++contexts;
        Map<String, Object> refused = running.call(create(wanted));
        if (refused.get("errors") instanceof List<?> errors && !errors.isEmpty()) {
          return refused;
        }
        entries = List.copyOf(wanted);
      }
      return entries.isEmpty() ? Map.of() : running.call(Map.of("command", "rebuild", "key", key));
    }

    private Map<String, Object> create(List<String> wanted) {
      List<String> flags = new ArrayList<>(FLAGS);
      flags.add("--format=" + format);
      Esbuild.FILE_EXTENSIONS.forEach(extension -> flags.add("--loader:." + extension + "=file"));
      Map<String, Object> request = new TreeMap<>();
      request.put("command", "build");
      request.put("key", key);
      request.put("context", true);
      request.put("write", false);
      request.put("absWorkingDir", sources.toString());
      request.put("nodePaths", List.of(tools.nodeModules()));
      request.put("flags", flags);
      request.put("entries", wanted.stream().map(source -> List.of("", source)).toList());
      return request;
    }
  }

  /** The files in an answer; what is wrong is added to the complaints. */
  private static SortedMap<String, byte[]> files(
      Map<String, Object> answer, List<Complaint> complaints) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (Map<?, ?> file : maps(answer.get("outputFiles"))) {
      if (file.get("contents") instanceof byte[] contents) {
        files.put(text(file, "path").replace('\\', '/').replaceFirst("^.*?" + OUT, ""), contents);
      }
    }
    maps(answer.get("errors")).stream()
        .map(EsbuildSourceBundler::complaint)
        .forEach(complaints::add);
    return files;
  }

  private static BundleManifest.Page page(
      String page, PageEntries found, SortedMap<String, byte[]> files) {
    List<String> styles = new ArrayList<>();
    if (found.sources().contains(PageEntries.BASE_STYLE)) {
      styles.add("base.css");
    }
    // A page without a style of its own may have one from what its script imports.
    if (found.sources().contains("pages/" + page + ".css") || files.containsKey(page + ".css")) {
      styles.add(page + ".css");
    }
    BundleManifest.@Nullable Loading loading = found.loading().get(page);
    return new BundleManifest.Page(
        page,
        styles,
        loading == null ? List.of() : List.of(new BundleManifest.Script(page + ".js", loading)),
        List.of(),
        List.of(),
        0);
  }

  private static Complaint complaint(Map<?, ?> error) {
    if (!(error.get("location") instanceof Map<?, ?> location)) {
      return new Complaint("", text(error, "text"), "");
    }
    int column = location.get("column") instanceof Integer number ? number : 0;
    return new Complaint(
        text(location, "file") + ":" + text(location, "line") + ":" + (column + 1),
        text(error, "text"),
        text(location, "lineText") + "\n" + " ".repeat(Math.max(0, column)) + "^");
  }

  private static String text(Map<?, ?> map, String key) {
    return String.valueOf(map.get(key));
  }

  private static List<Map<?, ?>> maps(@Nullable Object list) {
    List<Map<?, ?>> maps = new ArrayList<>();
    if (list instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof Map<?, ?> map) {
          maps.add(map);
        }
      }
    }
    return maps;
  }
}
