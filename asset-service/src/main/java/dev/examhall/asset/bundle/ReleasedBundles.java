package dev.examhall.asset.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** This jar's release and those kept on disk. */
final class ReleasedBundles implements Bundles {
  private static final Logger log = LoggerFactory.getLogger(ReleasedBundles.class);
  private static final Duration SHORTEST_BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final ReleaseArchive archive;
  private final Scheduler scheduler;
  private final Clock clock;
  private final Map<String, PageAssets> pages;
  private volatile Map<String, ServedFile> files;
  private volatile Instant lastLook = Instant.EPOCH;

  /**
   * Keeps and reads releases; blocks, so only at start.
   *
   * @param scheduler for looking at the disk later
   */
  ReleasedBundles(
      BundleRelease current,
      String cdnBase,
      ReleaseArchive archive,
      Scheduler scheduler,
      Clock clock) {
    this.archive = archive;
    this.scheduler = scheduler;
    this.clock = clock;
    this.pages = PageAssets.ofAllPages(current.manifest(), cdnBase);
    this.files = current.files();
    try {
      archive.keep(current.manifest().release());
    } catch (IOException e) {
      log.warn(
          "release {} is not kept for later, older ones may be missing: {}",
          current.manifest().release(),
          e.toString());
    }
    look();
  }

  @Override
  public Optional<ServedFile> find(String publicPath) {
    return Optional.ofNullable(files.get(publicPath));
  }

  @Override
  public Mono<ServedFile> findAnywhere(String publicPath) {
    return Mono.defer(() -> Mono.justOrEmpty(find(publicPath)))
        .switchIfEmpty(
            Mono.defer(
                () ->
                    lookedJustNow()
                        ? Mono.empty()
                        : Mono.fromRunnable(this::look)
                            .subscribeOn(scheduler)
                            .then(Mono.defer(() -> Mono.justOrEmpty(find(publicPath))))));
  }

  @Override
  public Optional<PageAssets> page(String page) {
    return Optional.ofNullable(pages.get(page));
  }

  private boolean lookedJustNow() {
    return clock.instant().isBefore(lastLook.plus(SHORTEST_BETWEEN_LOOKS));
  }

  private synchronized void look() {
    if (lookedJustNow()) {
      return;
    }
    try {
      Map<String, ServedFile> found = archive.readNew();
      if (!found.isEmpty()) {
        Map<String, ServedFile> all = new HashMap<>(found);
        all.putAll(files);
        files = Map.copyOf(all);
      }
    } catch (IOException | UncheckedIOException e) {
      log.warn("older releases cannot be read: {}", e.toString());
    }
    lastLook = clock.instant();
  }
}
