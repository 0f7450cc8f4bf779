package dev.examhall.asset.build;

import dev.examhall.asset.bundle.BundleManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The build step: {@code src/main/assets} to a manifest and one file of bytes in the jar. Does
 * nothing when none of its inputs changed since the last run.
 */
public final class BuildBundles {

  private BuildBundles() {}

  /**
   * Runs the step; options are {@code --name=value}.
   *
   * @throws IOException if files cannot be read or written
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, String> options = options(args);
    try {
      build(options);
    } catch (BundleBuildException e) {
      System.err.println("[bundles] " + e.getMessage());
      System.exit(1);
    }
  }

  private static void build(Map<String, String> options) throws IOException, InterruptedException {
    long started = System.nanoTime();
    Path sources = Path.of(required(options, "sources"));
    Path work = Path.of(required(options, "work"));
    Path output = Path.of(required(options, "output"));
    Path budgetFile = Path.of(required(options, "budgets"));
    String pdfjsVersion = required(options, "pdfjs-version");
    String esbuildVersion = required(options, "esbuild-version");

    String fingerprint =
        new Fingerprint()
            .text(pdfjsVersion)
            .text(esbuildVersion)
            .text(options.getOrDefault("esbuild", ""))
            .tree(sources)
            .tree(budgetFile)
            .classesOf(BuildBundles.class, BundleManifest.class)
            .value();
    Path stamp = work.resolve("up-to-date");
    if (Files.exists(output.resolve("manifest.json"))
        && Files.exists(output.resolve("files.bin"))
        && Files.exists(work.resolve(DevelopmentTools.FILE))
        && Files.exists(stamp)
        && Files.readString(stamp).equals(fingerprint)) {
      System.out.println("[bundles] unchanged");
      return;
    }

    Files.createDirectories(work);
    Esbuild esbuild = Esbuild.find(options.get("esbuild"), esbuildVersion, work);
    PdfjsLibrary pdfjs = PdfjsLibrary.extract(pdfjsVersion, work);
    new DevelopmentTools(esbuild.command(), esbuildVersion, pdfjs.nodeModules().toString())
        .write(work);
    PageEntries entries = PageEntries.list(sources);
    EsbuildOutput bundled = esbuild.bundlePages(sources, entries, pdfjs, work.resolve("out"));
    String pdfWorker = esbuild.bundlePdfWorker(pdfjs, work.resolve("pdf-worker"));
    esbuild.bundleWorkers(sources, entries, pdfjs, work.resolve("workers"));

    ReleaseWriter release = new ReleaseWriter(new Compression(work.resolve("compressed")));
    release.addTree(work.resolve("out"), "");
    release.addTree(work.resolve("pdf-worker"), "");
    release.addWorkers(work.resolve("workers"));
    String pdfjsFolder = "pdfjs-" + pdfjsVersion + "/";
    for (String folder : PdfjsLibrary.SERVED_FOLDERS) {
      release.addTree(pdfjs.folder(folder), pdfjsFolder + folder + "/");
    }
    BundleManifest manifest =
        release.write(new PageClosures(bundled, entries).pages(), pdfWorker, pdfjsFolder, output);

    Budgets.read(budgetFile).check(manifest.pages());
    Files.writeString(stamp, fingerprint);
    report(manifest, Files.size(output.resolve("files.bin")), started);
  }

  private static void report(BundleManifest manifest, long bytes, long started) {
    for (BundleManifest.Page page : manifest.pages()) {
      System.out.printf("[bundles] %-20s %,9d B brotli%n", page.page(), page.brotliBytes());
    }
    System.out.printf(
        "[bundles] release %s: %d pages, %d files, %,d B with all variants, in %d ms%n",
        manifest.release(),
        manifest.pages().size(),
        manifest.files().size(),
        bytes,
        Duration.ofNanos(System.nanoTime() - started).toMillis());
  }

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException("not an option of the form --name=value: " + arg);
      }
      options.put(arg.substring(2, equals), arg.substring(equals + 1));
    }
    return options;
  }

  private static String required(Map<String, String> options, String name) {
    @Nullable String value = options.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("missing option --" + name);
    }
    return value;
  }
}
