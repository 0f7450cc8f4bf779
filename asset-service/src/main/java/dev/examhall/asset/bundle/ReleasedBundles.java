package dev.examhall.asset.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** This jar's release, those kept on disk, and those that instances share in a store. */
final class ReleasedBundles implements Bundles {
  private static final Logger log = LoggerFactory.getLogger(ReleasedBundles.class);
  private static final Duration SHORTEST_BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT_FOR_ANOTHER_LOOK = Duration.ofSeconds(5);
  private static final Duration BEFORE_SHARING_AGAIN = Duration.ofSeconds(30);

  private final ReleaseArchive archive;
  private final @Nullable SharedReleases shared;
  private final Scheduler scheduler;
  private final Clock clock;
  private final String release;
  private final Map<String, PageAssets> pages;
  private volatile Map<String, ServedFile> files;
  private volatile Instant lastLook = Instant.EPOCH;
  private volatile Instant storeIsAwayUntil = Instant.EPOCH;
  private final ReentrantLock storeLock = new ReentrantLock();

  /**
   * Keeps and reads releases; blocks, so only at start. An instance takes requests only when others
   * can find what its pages name, or when the store had its time to answer and did not.
   *
   * @param shared null if instances have nothing but the archive's folder in common
   * @param scheduler for looking at the disk later
   */
  ReleasedBundles(
      BundleRelease current,
      String cdnBase,
      ReleaseArchive archive,
      @Nullable SharedReleases shared,
      Scheduler scheduler,
      Clock clock) {
    this.archive = archive;
    this.shared = shared;
    this.release = current.manifest().release();
    this.scheduler = scheduler;
    this.clock = clock;
    this.pages = PageAssets.ofAllPages(current.manifest(), cdnBase);
    this.files = current.files();
    try {
      archive.keep(release);
    } catch (IOException e) {
      log.warn(
          "release {} is not kept for later, older ones may be missing: {}", release, e.toString());
    }
    share();
    look("");
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
                    lookedJustNow() && !isShared(publicPath)
                        ? Mono.empty()
                        : Mono.fromRunnable(() -> look(publicPath))
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

  private boolean isShared(String publicPath) {
    return shared != null && shared.knows(publicPath);
  }

  private void share() {
    if (shared == null) {
      return;
    }
    try {
      shared.keep(release);
    } catch (IOException e) {
      storeIsAway();
      log.warn("release {} is not shared yet, trying again: {}", release, e.toString());
      scheduler.schedule(this::share, BEFORE_SHARING_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Whoever misses a file meanwhile waits for this, since it may be what finds the file. */
  private void look(String publicPath) {
    lookIntoTheArchive();
    if (shared != null && !files.containsKey(publicPath)) {
      lookIntoTheStore(shared, publicPath);
    }
    lastLook = clock.instant();
  }

  private synchronized void lookIntoTheArchive() {
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
  }

  /** One at a time; a store that does not answer must not hold all threads. */
  private void lookIntoTheStore(SharedReleases store, String publicPath) {
    if (clock.instant().isBefore(storeIsAwayUntil)) {
      return;
    }
    try {
      if (!storeLock.tryLock(LONGEST_WAIT_FOR_ANOTHER_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      if (files.containsKey(publicPath)) {
        return;
      }
      if (!store.knows(publicPath)) {
        store.look();
      }
      if (store.bring(publicPath)) {
        lookIntoTheArchive();
      }
    } catch (IOException | UncheckedIOException e) {
      storeIsAway();
      log.warn("releases of other instances cannot be read: {}", e.toString());
    } finally {
      storeLock.unlock();
    }
  }

  private void storeIsAway() {
    storeIsAwayUntil = clock.instant().plus(BEFORE_SHARING_AGAIN);
  }
}
