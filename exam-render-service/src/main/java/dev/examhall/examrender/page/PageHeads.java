package dev.examhall.examrender.page;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The heads of all pages, kept in memory. A head is asked for again when it is older than the
 * refresh time; when asset-service cannot answer, the last good copy goes on being used, and the
 * next question waits for the retry time, so that an outage costs one short time-out in that time
 * and not one a page view.
 */
public final class PageHeads {

  private static final Logger log = LoggerFactory.getLogger(PageHeads.class);

  private static final int MOST_TRIES = 200;

  private final PageManifestClient client;
  private final PageHeadFactory factory;
  private final PageAssetsProperties properties;
  private final Map<String, PageHead> lastGood = new ConcurrentHashMap<>();
  private final Map<String, Mono<PageHead>> current = new ConcurrentHashMap<>();

  PageHeads(PageManifestClient client, PageHeadFactory factory, PageAssetsProperties properties) {
    this.client = client;
    this.factory = factory;
    this.properties = properties;
  }

  /**
   * The head of a page. Never fails: {@link PageHead#available()} is false when asset-service has
   * not answered once since the start.
   *
   * @param page one of the service's own page names, never text from outside
   */
  public Mono<PageHead> of(String page) {
    return current.computeIfAbsent(page, this::refreshing);
  }

  /**
   * Asks for a page's head ahead of its first view, again and again until asset-service answers.
   * Ends without a head after {@value #MOST_TRIES} pauses of the retry time.
   */
  Mono<PageHead> learn(String page) {
    return of(page)
        .filter(PageHead::available)
        .repeatWhenEmpty(
            MOST_TRIES, tries -> tries.delayElements(properties.retryAfter().plusMillis(50)))
        .onErrorResume(IllegalStateException.class, exhausted -> Mono.empty());
  }

  private Mono<PageHead> refreshing(String page) {
    return Mono.defer(() -> client.read(page))
        .map(manifest -> new Answer(factory.head(page, manifest), true))
        .switchIfEmpty(Mono.fromSupplier(() -> new Answer(PageHead.unavailable(page), true)))
        .doOnNext(answer -> lastGood.put(page, answer.head()))
        .onErrorResume(
            failure -> {
              PageHead kept = lastGood.getOrDefault(page, PageHead.unavailable(page));
              log.atWarn()
                  .addKeyValue("page", page)
                  .addKeyValue("keptCopy", kept.available())
                  .addKeyValue("reason", failure.toString())
                  .log("asset-service did not describe a page's assets");
              return Mono.just(new Answer(kept, false));
            })
        .cache(
            answer -> answer.fresh() ? properties.refreshAfter() : properties.retryAfter(),
            failure -> Duration.ZERO,
            () -> Duration.ZERO)
        .map(Answer::head);
  }

  private record Answer(PageHead head, boolean fresh) {}
}
