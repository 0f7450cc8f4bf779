package dev.examhall.examrender.page;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The heads of all pages, kept in memory, and their manifests in the database.
 *
 * <p>Only the first view of a page waits for asset-service. Later ones get the copy that is held;
 * one older than the refresh time is asked for again behind their back, so that a slow or dead
 * asset-service costs a view nothing. When the first question of a process fails, the last manifest
 * that any instance saw is used, so that the death of this service and of asset-service together
 * does not keep a student out.
 */
public final class PageHeads {

  private static final Logger log = LoggerFactory.getLogger(PageHeads.class);

  private static final int MOST_TRIES = 200;

  /** Refresh times without a view, after which a copy may be of an older release. */
  private static final int PAUSE = 5;

  private final PageManifestClient client;
  private final KeptManifests kept;
  private final PageHeadFactory factory;
  private final PageAssetsProperties properties;
  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final Map<String, Mono<PageHead>> questions = new ConcurrentHashMap<>();

  PageHeads(
      PageManifestClient client,
      KeptManifests kept,
      PageHeadFactory factory,
      PageAssetsProperties properties) {
    this.client = client;
    this.kept = kept;
    this.factory = factory;
    this.properties = properties;
  }

  /**
   * The head of a page. Never fails: {@link PageHead#available()} is false when asset-service
   * cannot answer and nobody has ever seen the page's manifest.
   *
   * @param page one of the service's own page names, never text from outside
   */
  public Mono<PageHead> of(String page) {
    return Mono.defer(
        () -> {
          Held copy = held.get(page);
          if (copy == null) {
            return ask(page);
          }
          Instant now = now();
          if (now.isAfter(copy.askAgain().plus(properties.refreshAfter().multipliedBy(PAUSE)))) {
            return ask(page);
          }
          if (!now.isBefore(copy.askAgain())) {
            ask(page).subscribe(head -> {}, failure -> warn(page, true, failure));
          }
          return Mono.just(copy.head());
        });
  }

  /** The copy that is held, if it is young enough for nobody to be asked again; else null. */
  @Nullable PageHead held(String page) {
    Held copy = held.get(page);
    return copy != null && now().isBefore(copy.askAgain()) ? copy.head() : null;
  }

  /**
   * Asks for a page's head ahead of its first view, again and again until it is known. Ends without
   * a head after {@value #MOST_TRIES} pauses of the retry time.
   */
  Mono<PageHead> learn(String page) {
    return of(page)
        .filter(PageHead::available)
        .repeatWhenEmpty(
            MOST_TRIES, tries -> tries.delayElements(properties.retryAfter().plusMillis(50)))
        .onErrorResume(IllegalStateException.class, exhausted -> Mono.empty());
  }

  /** One question at a time for each page, however many wait for its answer. */
  private Mono<PageHead> ask(String page) {
    return questions.computeIfAbsent(
        page,
        asked ->
            Mono.defer(() -> client.read(asked))
                .flatMap(manifest -> learnt(asked, manifest))
                .switchIfEmpty(Mono.fromSupplier(() -> PageHead.unavailable(asked)))
                .onErrorResume(failure -> withoutAnswer(asked, failure))
                .doFinally(end -> questions.remove(asked))
                .cache());
  }

  private Mono<PageHead> learnt(String page, PageManifest manifest) {
    Held before = held.get(page);
    if (before != null && manifest.equals(before.manifest())) {
      held.put(page, before.until(now().plus(properties.refreshAfter())));
      return Mono.just(before.head());
    }
    Held now = hold(page, manifest, properties.refreshAfter());
    return kept.keep(page, manifest)
        .timeout(properties.timeout())
        .onErrorResume(
            failure -> {
              log.atWarn()
                  .addKeyValue("page", page)
                  .addKeyValue("reason", failure.toString())
                  .log("A page's manifest was not kept");
              return Mono.empty();
            })
        .thenReturn(now.head());
  }

  private Mono<PageHead> withoutAnswer(String page, Throwable failure) {
    Held copy = held.get(page);
    if (copy != null) {
      warn(page, true, failure);
      held.put(page, copy.until(now().plus(properties.retryAfter())));
      return Mono.just(copy.head());
    }
    return kept.find(page)
        .timeout(properties.timeout())
        .onErrorResume(unreadable -> Mono.empty())
        .map(manifest -> hold(page, manifest, properties.retryAfter()).head())
        .defaultIfEmpty(PageHead.unavailable(page))
        .doOnNext(head -> warn(page, head.available(), failure));
  }

  private Held hold(String page, PageManifest manifest, Duration age) {
    Held now = new Held(factory.head(page, manifest), manifest, now().plus(age));
    held.put(page, now);
    return now;
  }

  private static void warn(String page, boolean keptCopy, Throwable failure) {
    log.atWarn()
        .addKeyValue("page", page)
        .addKeyValue("kept_copy", keptCopy)
        .addKeyValue("reason", failure.toString())
        .log("asset-service did not describe a page's assets");
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Schedulers.parallel().now(TimeUnit.MILLISECONDS));
  }

  private record Held(PageHead head, PageManifest manifest, Instant askAgain) {
    Held until(Instant next) {
      return new Held(head, manifest, next);
    }
  }
}
