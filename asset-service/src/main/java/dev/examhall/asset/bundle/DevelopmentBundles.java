package dev.examhall.asset.bundle;

import dev.examhall.asset.bundle.SourceBundler.Complaint;
import dev.examhall.asset.bundle.SourceBundler.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The sources, bundled again whenever a file of them changes. What the sources do not make
 * (PDF.js's worker and its data) comes from the release in the jar.
 *
 * <p>The folder is looked at and not watched: that finds a change within {@link #BETWEEN_LOOKS} on
 * every platform and file system, whichever way an editor saves, and costs about fifty files'
 * attributes.
 */
final class DevelopmentBundles implements Bundles, Closeable {
  static final String LIVE_RELOAD = BundleRelease.PUBLIC_PREFIX + "live-reload.js";

  private static final Logger log = LoggerFactory.getLogger(DevelopmentBundles.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final BundleRelease release;
  private final Path sources;
  private final SourceBundler bundler;
  private final Map<String, ServedFile> always;
  private final Map<String, String> imports = new TreeMap<>();
  private final Sinks.Many<State> states = Sinks.many().replay().latest();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("sources").unstarted(work));
  private volatile Map<String, ServedFile> files = Map.of();
  private volatile Map<String, PageAssets> pages = Map.of();
  private @Nullable Map<Path, String> seen;
  private boolean failing;

  /**
   * What pages are told.
   *
   * @param files entity tags by public path
   * @param complaints why the files are not those of the newest sources; empty if they are
   */
  record State(Map<String, String> files, List<Complaint> complaints) {}

  /** Bundles once and then goes on by itself; the sources need not be right for it. */
  DevelopmentBundles(BundleRelease release, Path sources, SourceBundler bundler)
      throws IOException {
    this.release = release;
    this.sources = sources;
    this.bundler = bundler;
    Map<String, ServedFile> unchanging = new HashMap<>();
    try (InputStream in = new ClassPathResource("development/live-reload.js").getInputStream()) {
      unchanging.put(LIVE_RELOAD, served(LIVE_RELOAD, in.readAllBytes(), false));
    }
    bundler
        .libraries()
        .forEach(
            (name, content) -> {
              String path = BundleRelease.PUBLIC_PREFIX + "libraries/" + name + ".js";
              imports.put(name, path);
              unchanging.put(path, served(path, content, false));
            });
    this.always = Map.copyOf(unchanging);
    look();
    looks.scheduleWithFixedDelay(
        this::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    log.warn("development mode: serving {} and not the release", sources);
  }

  @Override
  public Optional<ServedFile> find(String publicPath) {
    @Nullable ServedFile made = files.get(publicPath);
    if (made == null) {
      made = always.get(publicPath);
    }
    return Optional.ofNullable(made == null ? release.files().get(publicPath) : made);
  }

  @Override
  public Mono<ServedFile> findAnywhere(String publicPath) {
    return Mono.justOrEmpty(find(publicPath));
  }

  @Override
  public Optional<PageAssets> page(String page) {
    return Optional.ofNullable(pages.get(page));
  }

  /** The newest state, and then each one that follows. */
  Flux<State> states() {
    return states.asFlux();
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }

  private void look() {
    try {
      Map<Path, String> now = attributes();
      if (now.equals(seen)) {
        return;
      }
      long began = System.nanoTime();
      Outcome outcome = bundler.bundle();
      // Only now: what failed for a reason of its own is tried again.
      seen = now;
      failing = false;
      take(outcome, Duration.ofNanos(System.nanoTime() - began));
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        log.error("the sources cannot be bundled; trying again until they can", e);
        failing = true;
      }
    }
  }

  private void take(Outcome outcome, Duration took) {
    pages =
        outcome.pages().stream()
            .map(page -> PageAssets.inDevelopment(page, release.manifest(), imports, LIVE_RELOAD))
            .collect(Collectors.toUnmodifiableMap(PageAssets::page, page -> page));
    if (outcome.complaints().isEmpty()) {
      Map<String, ServedFile> made = new HashMap<>();
      outcome
          .files()
          .forEach(
              (name, content) -> {
                String path = BundleRelease.PUBLIC_PREFIX + name;
                made.put(path, served(path, content, outcome.workers().contains(name)));
              });
      files = Map.copyOf(made);
      log.info("bundled in {} ms", took.toMillis());
    } else {
      outcome
          .complaints()
          .forEach(
              complaint ->
                  log.error("{}: {}\n{}", complaint.place(), complaint.text(), complaint.line()));
    }
    Map<String, String> tags = new TreeMap<>();
    files.forEach((path, file) -> file.variants().values().forEach(v -> tags.put(path, v.etag())));
    states.emitNext(new State(tags, outcome.complaints()), Sinks.EmitFailureHandler.FAIL_FAST);
  }

  /** Times and sizes of all source files. */
  private Map<Path, String> attributes() throws IOException {
    Map<Path, String> attributes = new HashMap<>();
    try (Stream<Path> walk =
        Files.find(sources, Integer.MAX_VALUE, (path, file) -> remember(attributes, path, file))) {
      walk.forEach(path -> {});
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return attributes;
  }

  private static boolean remember(
      Map<Path, String> attributes, Path path, java.nio.file.attribute.BasicFileAttributes file) {
    if (file.isRegularFile()) {
      attributes.put(path, file.lastModifiedTime() + " " + file.size());
    }
    return false;
  }

  private static ServedFile served(String path, byte[] content, boolean worker) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return ServedFile.changing(
          contentType(path), '"' + HexFormat.of().formatHex(hash, 0, 12) + '"', content, worker);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String contentType(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "js" -> "text/javascript;charset=utf-8";
      case "css" -> "text/css;charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "png" -> "image/png";
      case "webp" -> "image/webp";
      case "gif" -> "image/gif";
      case "woff2" -> "font/woff2";
      case "mp3" -> "audio/mpeg";
      default -> "application/octet-stream";
    };
  }
}
