package dev.examhall.asset.build;

import dev.examhall.asset.build.PageClosures.PageNeeds;
import dev.examhall.asset.bundle.BundleManifest;
import dev.examhall.asset.bundle.BundleManifest.Page;
import dev.examhall.asset.bundle.BundleManifest.Script;
import dev.examhall.asset.bundle.BundleManifest.StoredFile;
import dev.examhall.asset.bundle.BundleManifest.Variant;
import dev.examhall.asset.bundle.ContentEncoding;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Collects the public files of a release and writes the manifest and the file of bytes. */
final class ReleaseWriter {
  private final Compression compression;
  private final TreeMap<String, Path> files = new TreeMap<>();
  private final TreeSet<String> workers = new TreeSet<>();

  ReleaseWriter(Compression compression) {
    this.compression = compression;
  }

  /** Adds every file under a folder as {@code prefix + path within it}. */
  void addTree(Path root, String prefix) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      walk.filter(Files::isRegularFile)
          .forEach(
              file ->
                  files.put(prefix + root.relativize(file).toString().replace('\\', '/'), file));
    }
  }

  /** Adds scripts that keep their names, and their source maps. */
  void addWorkers(Path root) throws IOException {
    Set<String> before = Set.copyOf(files.keySet());
    addTree(root, "");
    files.keySet().stream().filter(name -> !before.contains(name)).forEach(workers::add);
  }

  BundleManifest write(List<PageNeeds> pages, String pdfWorker, String pdfjsFolder, Path output)
      throws IOException {
    Map<String, Map<ContentEncoding, byte[]>> variants = compressAll();
    MessageDigest releaseId = Digests.sha256();
    List<StoredFile> stored = new ArrayList<>();
    Files.createDirectories(output);
    Path bytesFile = output.resolve("files.bin.part");
    try (OutputStream out = Files.newOutputStream(bytesFile)) {
      long offset = 0;
      for (Entry<String, Map<ContentEncoding, byte[]>> file : variants.entrySet()) {
        Map<ContentEncoding, Variant> written = new EnumMap<>(ContentEncoding.class);
        for (Entry<ContentEncoding, byte[]> variant : file.getValue().entrySet()) {
          byte[] bytes = variant.getValue();
          out.write(bytes);
          written.put(variant.getKey(), new Variant(etag(bytes), offset, bytes.length));
          offset += bytes.length;
        }
        String integrity = integrity(bytesOf(variants, file.getKey()));
        releaseId.update((file.getKey() + ' ' + integrity + '\n').getBytes(StandardCharsets.UTF_8));
        stored.add(new StoredFile(file.getKey(), contentType(file.getKey()), integrity, written));
      }
    }
    BundleManifest manifest =
        new BundleManifest(
            HexFormat.of().formatHex(releaseId.digest(), 0, 8),
            pdfWorker,
            pdfjsFolder,
            pages.stream().map(page -> sized(page, variants)).toList(),
            stored,
            List.copyOf(workers));
    Files.move(bytesFile, output.resolve("files.bin"), StandardCopyOption.REPLACE_EXISTING);
    Files.write(output.resolve("manifest.json"), JsonMapper.shared().writeValueAsBytes(manifest));
    return manifest;
  }

  private TreeMap<String, Map<ContentEncoding, byte[]>> compressAll() {
    // The largest first, so that no core is left with it at the end.
    Map<String, Map<ContentEncoding, byte[]>> compressed =
        files.entrySet().parallelStream()
            .sorted(
                (a, b) ->
                    Long.compare(b.getValue().toFile().length(), a.getValue().toFile().length()))
            .collect(
                Collectors.toConcurrentMap(
                    Entry::getKey, file -> compress(file.getKey(), file.getValue())));
    return new TreeMap<>(compressed);
  }

  private Map<ContentEncoding, byte[]> compress(String name, Path file) {
    try {
      return compression.variants(name, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page sized(PageNeeds needs, Map<String, Map<ContentEncoding, byte[]>> variants) {
    long brotli =
        Stream.of(
                needs.styles(),
                needs.scripts().stream().map(Script::name).toList(),
                needs.modulePreloads())
            .flatMap(Collection::stream)
            .mapToLong(name -> transferred(variants, name))
            .sum();
    return new Page(
        needs.page(),
        needs.styles(),
        needs.scripts(),
        needs.modulePreloads(),
        needs.modules(),
        brotli);
  }

  private static long transferred(Map<String, Map<ContentEncoding, byte[]>> variants, String name) {
    byte @Nullable [] brotli = variants.getOrDefault(name, Map.of()).get(ContentEncoding.BR);
    return brotli != null ? brotli.length : bytesOf(variants, name).length;
  }

  private static byte[] bytesOf(Map<String, Map<ContentEncoding, byte[]>> variants, String name) {
    byte @Nullable [] bytes = variants.getOrDefault(name, Map.of()).get(ContentEncoding.IDENTITY);
    if (bytes == null) {
      throw new BundleBuildException("a page needs " + name + ", which was not made");
    }
    return bytes;
  }

  private static String integrity(byte[] bytes) {
    return "sha384-" + Base64.getEncoder().encodeToString(Digests.sha384().digest(bytes));
  }

  private static String etag(byte[] bytes) {
    byte[] digest = Digests.sha256().digest(bytes);
    return '"'
        + Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, 22)
        + '"';
  }

  private static String contentType(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (extension) {
      case "js", "mjs" -> "text/javascript;charset=utf-8";
      case "css" -> "text/css;charset=utf-8";
      case "map" -> "application/json";
      case "wasm" -> "application/wasm";
      case "svg" -> "image/svg+xml";
      case "png" -> "image/png";
      case "webp" -> "image/webp";
      case "gif" -> "image/gif";
      case "woff2" -> "font/woff2";
      case "ttf" -> "font/ttf";
      case "icc" -> "application/vnd.iccprofile";
      case "mp3" -> "audio/mpeg";
      case "bcmap", "pfb" -> "application/octet-stream";
      default -> "text/plain;charset=utf-8";
    };
  }
}
