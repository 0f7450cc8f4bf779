package dev.examhall.benchmarks.assets;

import dev.examhall.benchmarks.Checkout;
import dev.examhall.benchmarks.Effort;
import dev.examhall.benchmarks.Load;
import dev.examhall.benchmarks.Nginx;
import dev.examhall.benchmarks.ServerProcess;
import dev.examhall.embedded.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** asset-service's real jar against nginx with the same compressed file, and what pages weigh. */
public final class AssetBenchmarks {

  public static final List<String> NAMES = List.of("serving", "first-visit", "rebuild");

  private static final String PAGE = "student_test";
  private static final String ALL_ENCODINGS = "Accept-Encoding: gzip, deflate, br, zstd";
  private static final int CONNECTIONS = 16;
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 3;
  private static final int EACH_MILLIS = 2000;

  private AssetBenchmarks() {}

  /** Runs the named ones. */
  public static void run(List<String> names, Effort effort) throws Exception {
    Path jar = Checkout.jar("asset-service");
    JsonNode manifest = manifest(jar);
    for (String name : names) {
      switch (name) {
        case "serving" -> serving(jar, manifest, effort);
        case "first-visit" -> firstVisit(manifest);
        case "rebuild" -> rebuild(jar, effort);
        default -> throw new IllegalArgumentException(name);
      }
    }
  }

  private static void serving(Path jar, JsonNode manifest, Effort effort) throws Exception {
    if (Nginx.find().isEmpty()) {
      System.out.println("serving: " + Nginx.MISSING);
      return;
    }
    String path = "/assets/" + page(manifest, PAGE).path("scripts").path(0).path("name").asString();
    Path folder = Files.createTempDirectory("examhall-bench");
    try (ServerProcess ours = AssetServer.inProduction(jar, folder, Ports.free(), path)) {
      byte[] brotli = brotli(ours, path);
      try (ServerProcess theirs =
          Nginx.serving(
              folder.resolve("nginx"), path, brotli, "text/javascript;charset=utf-8", HEADERS)) {
        if (!Arrays.equals(brotli(theirs, path), brotli)) {
          throw new IllegalStateException("the two do not serve the same");
        }
        System.out.printf(
            Locale.ROOT,
            "%s, %,d B of brotli, %d connections, %d cores shared with the client%n",
            path,
            brotli.length,
            CONNECTIONS,
            Runtime.getRuntime().availableProcessors());
        compare(ours, theirs, path, effort);
      }
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  private static void rebuild(Path jar, Effort effort) throws Exception {
    Path folder = Files.createTempDirectory("examhall-bench");
    Path sources = folder.resolve("sources");
    FileSystemUtils.copyRecursively(jar.resolveSibling("../src/main/assets").normalize(), sources);
    try (ServerProcess ours =
        AssetServer.development(
            jar, folder, Ports.free(), sources, jar.resolveSibling("assets/tools.json"))) {
      Rebuild.measure(ours, sources, folder.resolve("asset-service.log"), effort);
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  /** What asset-service sends with a bundle. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Encoding", "br",
          "Vary", "Accept-Encoding",
          "Cache-Control", "public, max-age=31536000, immutable",
          "Access-Control-Allow-Origin", "*",
          "Timing-Allow-Origin", "*",
          "Cross-Origin-Resource-Policy", "cross-origin",
          "X-Content-Type-Options", "nosniff");

  private record Round(double perSecond, double cpuMicros) {}

  private static void compare(ServerProcess ours, ServerProcess theirs, String path, Effort effort)
      throws Exception {
    List<Round> our = new ArrayList<>();
    List<Round> their = new ArrayList<>();
    try (Load ourLoad = new Load(ours.port(), path, CONNECTIONS, ALL_ENCODINGS);
        Load theirLoad = new Load(theirs.port(), path, CONNECTIONS, ALL_ENCODINGS)) {
      for (int round = 1 - effort.rounds(WARM_UP); round <= effort.rounds(ROUNDS); round++) {
        Round a = measured(ours, ourLoad, effort);
        Round b = measured(theirs, theirLoad, effort);
        if (round > 0) {
          our.add(a);
          their.add(b);
        }
      }
    }
    print("answers a second", "/s", Round::perSecond, our, their);
    print("CPU of the server for each answer", "us", Round::cpuMicros, our, their);
  }

  private static Round measured(ServerProcess server, Load load, Effort effort) throws Exception {
    Duration before = server.cpu();
    long began = System.nanoTime();
    long answers = load.run(Duration.ofMillis(effort.times(EACH_MILLIS)));
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Round(answers / seconds, server.cpu().minus(before).toNanos() / 1e3 / answers);
  }

  private static void print(
      String what,
      String unit,
      java.util.function.ToDoubleFunction<Round> value,
      List<Round> ours,
      List<Round> theirs) {
    double[] ratios = new double[ours.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = value.applyAsDouble(ours.get(i)) / value.applyAsDouble(theirs.get(i));
    }
    Arrays.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "%-36s %5.2f x nginx (%.2f to %.2f)   median %,.0f %s against %,.0f %s%n",
        what,
        ratios[ratios.length / 2],
        ratios[0],
        ratios[ratios.length - 1],
        median(ours, value),
        unit,
        median(theirs, value),
        unit);
  }

  private static double median(
      List<Round> rounds, java.util.function.ToDoubleFunction<Round> value) {
    double[] values = rounds.stream().mapToDouble(value).sorted().toArray();
    return values[values.length / 2];
  }

  private static void firstVisit(JsonNode manifest) {
    System.out.println(
        "First visit, bytes of brotli by page; HTML, booklet and tracks not counted");
    System.out.printf("%-20s %9s %9s %9s %9s%n", "page", "styles", "scripts", "preloads", "all");
    for (JsonNode page : manifest.path("pages")) {
      long styles = bytes(manifest, names(page.path("styles")));
      long scripts =
          bytes(
              manifest,
              page.path("scripts").valueStream().map(script -> script.path("name").asString()));
      long preloads = bytes(manifest, names(page.path("modulePreloads")));
      System.out.printf(
          Locale.ROOT,
          "%-20s %,9d %,9d %,9d %,9d%n",
          page.path("page").asString(),
          styles,
          scripts,
          preloads,
          styles + scripts + preloads);
    }
    long pdfModules =
        bytes(
            manifest,
            names(page(manifest, PAGE).path("modules"))
                .filter(
                    module ->
                        names(page(manifest, PAGE).path("modulePreloads"))
                            .noneMatch(module::equals)));
    System.out.printf(
        Locale.ROOT,
        "%s loads later: modules %,d B (PDF.js), its worker %,d B%n",
        PAGE,
        pdfModules,
        bytes(manifest, Stream.of(manifest.path("pdfWorker").asString())));
  }

  private static Stream<String> names(JsonNode list) {
    return list.valueStream().map(JsonNode::asString);
  }

  private static long bytes(JsonNode manifest, Stream<String> names) {
    return names.mapToLong(name -> bytes(manifest, name)).sum();
  }

  private static long bytes(JsonNode manifest, String name) {
    JsonNode variants =
        manifest
            .path("files")
            .valueStream()
            .filter(file -> file.path("name").asString().equals(name))
            .findFirst()
            .orElseThrow()
            .path("variants");
    return variants.path(variants.has("BR") ? "BR" : "IDENTITY").path("length").longValue();
  }

  private static JsonNode page(JsonNode manifest, String name) {
    return manifest
        .path("pages")
        .valueStream()
        .filter(page -> page.path("page").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] brotli(ServerProcess server, String path)
      throws IOException, InterruptedException {
    var answer = server.get(path);
    if (!answer.headers().firstValue("content-encoding").orElse("").equals("br")) {
      throw new IllegalStateException(server.name() + " does not serve brotli");
    }
    return answer.body();
  }

  private static JsonNode manifest(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      ZipEntry entry = file.getEntry("BOOT-INF/classes/bundles/manifest.json");
      if (entry == null) {
        throw new IllegalStateException(jar + " has no bundles");
      }
      try (InputStream in = file.getInputStream(entry)) {
        return JsonMapper.shared().readTree(in);
      }
    }
  }
}
