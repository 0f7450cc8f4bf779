package dev.examhall.asset.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The bundler: esbuild's own binary, run as a process. */
final class Esbuild {
  private static final List<String> COMMON =
      List.of("--bundle", "--target=es2022", "--minify", "--log-level=warning");

  /** What is taken over as it is and gets a name with a hash. */
  static final List<String> FILE_EXTENSIONS = List.of("woff2", "png", "svg", "webp", "gif", "mp3");

  private final List<String> command;

  private Esbuild(List<String> command) {
    this.command = command;
  }

  /**
   * Takes the given path, else the binary from the WebJar of this platform, else Node's {@code
   * npx}.
   *
   * @throws BundleBuildException if there is none of them; the message says what to do
   */
  static Esbuild find(@Nullable String given, String version, Path work) throws IOException {
    if (given != null && !given.isBlank()) {
      if (!Files.isExecutable(Path.of(given))) {
        throw new BundleBuildException(
            "examhall.esbuild names no program that can be run: " + given);
      }
      return new Esbuild(List.of(given));
    }
    String platform = platform();
    String resource =
        "META-INF/resources/webjars/esbuild__" + platform + "/" + version + "/bin/esbuild";
    try (InputStream in = Esbuild.class.getClassLoader().getResourceAsStream(resource)) {
      if (in != null) {
        Path binary = work.resolve("esbuild-" + version);
        if (!Files.isExecutable(binary)) {
          Path part = Files.createTempFile(work, "esbuild", ".part");
          Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
          if (!part.toFile().setExecutable(true)) {
            throw new BundleBuildException("cannot make " + part + " executable");
          }
          Files.move(part, binary, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Esbuild(List.of(binary.toAbsolutePath().toString()));
      }
    }
    String npx = platform.startsWith("win32") ? "npx.cmd" : "npx";
    if (onPath(npx)) {
      return new Esbuild(List.of(npx, "--yes", "esbuild@" + version));
    }
    throw new BundleBuildException(
        "no esbuild for "
            + platform
            + ": give a path to an esbuild "
            + version
            + " binary by -Dexamhall.esbuild=PATH, or put Node's npx on the PATH");
  }

  List<String> command() {
    return command;
  }

  EsbuildOutput bundlePages(Path sources, PageEntries entries, PdfjsLibrary pdfjs, Path out)
      throws IOException, InterruptedException {
    clear(out);
    Path metafile = out.resolveSibling("meta.json");
    List<String> arguments = new ArrayList<>(COMMON);
    arguments.addAll(
        List.of(
            "--format=esm",
            "--splitting",
            "--sourcemap=linked",
            "--entry-names=[name]-[hash]",
            "--chunk-names=chunks/[name]-[hash]",
            "--asset-names=files/[name]-[hash]",
            "--outdir=" + out.toAbsolutePath(),
            "--metafile=" + metafile.toAbsolutePath()));
    for (String extension : FILE_EXTENSIONS) {
      arguments.add("--loader:." + extension + "=file");
    }
    arguments.addAll(entries.sources());
    run(sources, arguments, pdfjs);
    return EsbuildOutput.read(metafile, sources, out);
  }

  /**
   * Bundles each worker into one classic script under its own name: a browser finds a newer service
   * worker by asking for the same address again, and need not support modules in workers.
   */
  void bundleWorkers(Path sources, PageEntries entries, PdfjsLibrary pdfjs, Path out)
      throws IOException, InterruptedException {
    clear(out);
    if (entries.workers().isEmpty()) {
      return;
    }
    List<String> arguments = new ArrayList<>(COMMON);
    arguments.addAll(
        List.of(
            "--format=iife",
            "--sourcemap=linked",
            "--entry-names=[name]",
            "--outdir=" + out.toAbsolutePath()));
    arguments.addAll(entries.workers());
    run(sources, arguments, pdfjs);
  }

  /** Bundles PDF.js's worker on its own and returns its name: it shares no code with the pages. */
  String bundlePdfWorker(PdfjsLibrary pdfjs, Path out) throws IOException, InterruptedException {
    clear(out);
    List<String> arguments = new ArrayList<>(COMMON);
    arguments.add("--format=esm");
    arguments.add("--entry-names=[name]-[hash]");
    arguments.add("--outdir=" + out.toAbsolutePath());
    arguments.add("pdf.worker=" + pdfjs.worker().toAbsolutePath());
    run(out, arguments, pdfjs);
    try (Stream<Path> made = Files.list(out)) {
      return made.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".js"))
          .findFirst()
          .orElseThrow(() -> new BundleBuildException("esbuild made no worker script"));
    }
  }

  private void run(Path folder, List<String> arguments, PdfjsLibrary pdfjs)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
    builder.environment().putAll(Map.of("NODE_PATH", pdfjs.nodeModules().toString()));
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new BundleBuildException("esbuild refused the sources:\n" + said);
    }
    if (!said.isBlank()) {
      System.out.println(said);
    }
  }

  private static void clear(Path folder) throws IOException {
    Trees.delete(folder);
    Files.createDirectories(folder);
  }

  /** This platform as esbuild's packages name it. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String system = os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "win32" : os;
    String processor =
        switch (arch) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64" -> "arm64";
          default -> arch;
        };
    return system + "-" + processor;
  }

  private static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(java.io.File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
