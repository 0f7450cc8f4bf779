package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

class PageHeadsTest {

  private static final Duration REFRESH = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final AtomicInteger questions = new AtomicInteger();
  private VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
  private final Map<String, PageManifest> kept = new ConcurrentHashMap<>();
  private Mono<PageManifest> answer = Mono.empty();
  private Mono<Void> keeping = Mono.empty();
  private PageHeads heads = heads();

  @BeforeEach
  void stopTime() {
    time = VirtualTimeScheduler.getOrSet();
    heads = heads();
  }

  @AfterEach
  void letTimeRun() {
    VirtualTimeScheduler.reset();
  }

  @Test
  void manyViewsAreOneQuestion() {
    answer = Mono.just(manifest("/assets/a.js"));

    assertThat(script()).isEqualTo("/assets/a.js");
    assertThat(script()).isEqualTo("/assets/a.js");

    assertThat(questions).hasValue(1);
  }

  @Test
  void aNewReleaseIsSeenAfterTheRefreshTime() {
    answer = Mono.just(manifest("/assets/a.js"));
    script();
    answer = Mono.just(manifest("/assets/b.js"));

    assertThat(script()).isEqualTo("/assets/a.js");
    time.advanceTimeBy(REFRESH);

    assertThat(script()).as("the view that finds it old does not wait").isEqualTo("/assets/a.js");
    assertThat(script()).isEqualTo("/assets/b.js");
  }

  @Test
  void theLastGoodCopyOutlivesAnOutage() {
    answer = Mono.just(manifest("/assets/a.js"));
    script();
    answer = Mono.error(new IllegalStateException("planted"));
    time.advanceTimeBy(REFRESH);

    assertThat(script()).isEqualTo("/assets/a.js");
    assertThat(script()).isEqualTo("/assets/a.js");
    assertThat(questions).as("one question in the retry time").hasValue(2);

    answer = Mono.just(manifest("/assets/c.js"));
    time.advanceTimeBy(RETRY);
    script();
    assertThat(script()).isEqualTo("/assets/c.js");
  }

  @Test
  void aViewNeverWaitsForASlowAssetServiceOnceAPageIsKnown() {
    answer = Mono.just(manifest("/assets/a.js"));
    script();
    answer = Mono.never();
    time.advanceTimeBy(REFRESH);

    assertThat(script()).isEqualTo("/assets/a.js");
    assertThat(script()).isEqualTo("/assets/a.js");
    assertThat(questions).hasValue(2);
  }

  @Test
  void theFirstViewAfterALongPauseAsksFirst() {
    answer = Mono.just(manifest("/assets/a.js"));
    script();
    answer = Mono.just(manifest("/assets/b.js"));
    time.advanceTimeBy(REFRESH.multipliedBy(7));

    assertThat(script()).isEqualTo("/assets/b.js");

    answer = Mono.error(new IllegalStateException("planted"));
    time.advanceTimeBy(REFRESH.multipliedBy(7));
    assertThat(script()).isEqualTo("/assets/b.js");
  }

  @Test
  void aNewProcessUsesTheKeptManifestWhenAssetServiceIsAway() {
    answer = Mono.just(manifest("/assets/a.js"));
    script();
    heads = heads();
    answer = Mono.error(new IllegalStateException("planted"));

    assertThat(script()).isEqualTo("/assets/a.js");

    answer = Mono.just(manifest("/assets/b.js"));
    time.advanceTimeBy(RETRY);
    script();
    assertThat(script()).isEqualTo("/assets/b.js");
    assertThat(kept.get("home")).isEqualTo(manifest("/assets/b.js"));
  }

  @Test
  void aDatabaseThatIsAwayCostsAPageNothingButTheKeptCopy() {
    keeping = Mono.error(new IllegalStateException("planted"));
    answer = Mono.just(manifest("/assets/a.js"));

    assertThat(script()).isEqualTo("/assets/a.js");
    assertThat(kept).isEmpty();
  }

  @Test
  void aFirstViewThatFoundNothingIsNotRemembered() {
    answer = Mono.error(new IllegalStateException("planted"));
    assertThat(head().available()).isFalse();
    answer = Mono.just(manifest("/assets/a.js"));

    assertThat(head().available()).isTrue();
  }

  @Test
  void beforeTheFirstAnswerThePageIsPlain() {
    answer = Mono.error(new IllegalStateException("planted"));

    PageHead head = head();

    assertThat(head.available()).isFalse();
    assertThat(head.scripts()).isEmpty();
  }

  @Test
  void aPageIsLearntAsSoonAsAssetServiceIsThere() {
    answer = Mono.error(new IllegalStateException("planted"));
    AtomicInteger learnt = new AtomicInteger();
    heads.learn("home").subscribe(head -> learnt.incrementAndGet(), failure -> {});
    time.advanceTimeBy(RETRY.multipliedBy(4));
    assertThat(learnt).hasValue(0);

    answer = Mono.just(manifest("/assets/a.js"));
    time.advanceTimeBy(RETRY.multipliedBy(2));

    assertThat(learnt).hasValue(1);
  }

  @Test
  void theImportMapIsAllowedByItsHashAndCannotEndItsElement() {
    answer =
        Mono.just(
            new PageManifest(
                "",
                List.of(),
                List.of(),
                List.of(),
                Map.of("integrity", Map.of("/assets/</script>.js", "sha384-x")),
                Map.of("pdfjs", "/assets/pdfjs/")));

    PageHead head = head();

    assertThat(head.importMap()).doesNotContain("<");
    assertThat(head.importMapHash()).startsWith("'sha256-");
    assertThat(head.contentSecurityPolicy())
        .contains("script-src 'self' 'wasm-unsafe-eval' " + head.importMapHash() + ";")
        .doesNotContain("unsafe-inline");
    assertThat(head.resources()).containsEntry("pdfjs", "/assets/pdfjs/");
  }

  @Test
  void whatAWorkerLoadsStaysOnThePagesOwnOriginWhenTheRestComesFromACdn() {
    answer =
        Mono.just(
            new PageManifest(
                "https://cdn.example.org",
                List.of(new PageHead.Style("/assets/a.css", "sha384-a")),
                List.of(new PageHead.Script("/assets/a.js", "sha384-b", "module", "defer")),
                List.of(new PageHead.ModulePreload("/assets/chunks/a.js", "sha384-c")),
                Map.of(),
                Map.of("pdfWorker", "/assets/pdf.worker.js", "pdfjs", "/assets/pdfjs/")));

    PageHead head = head();

    assertThat(head.contentSecurityPolicy())
        .contains("script-src 'self' https://cdn.example.org 'wasm-unsafe-eval';")
        .contains("style-src 'self' https://cdn.example.org;")
        .contains("connect-src 'self' https://cdn.example.org;")
        .contains("worker-src 'self';");

    assertThat(head.styles().getFirst().href()).isEqualTo("https://cdn.example.org/assets/a.css");
    assertThat(head.scripts().getFirst().src()).isEqualTo("https://cdn.example.org/assets/a.js");
    assertThat(head.modulePreloads().getFirst().href())
        .isEqualTo("https://cdn.example.org/assets/chunks/a.js");
    assertThat(head.resources())
        .isEqualTo(Map.of("pdfWorker", "/assets/pdf.worker.js", "pdfjs", "/assets/pdfjs/"));
  }

  private PageHeads heads() {
    PageManifestClient client =
        page ->
            Mono.defer(
                () -> {
                  questions.incrementAndGet();
                  return answer;
                });
    KeptManifests memory =
        new KeptManifests() {
          @Override
          public Mono<PageManifest> find(String page) {
            return Mono.justOrEmpty(kept.get(page));
          }

          @Override
          public Mono<Void> keep(String page, PageManifest manifest) {
            return keeping.then(Mono.fromRunnable(() -> kept.put(page, manifest)));
          }
        };
    return new PageHeads(
        client,
        memory,
        new PageHeadFactory(JsonMapper.builder().build()),
        new PageAssetsProperties(
            URI.create("http://127.0.0.1:1"), Duration.ofSeconds(1), REFRESH, RETRY));
  }

  private PageHead head() {
    PageHead[] found = new PageHead[1];
    heads.of("home").subscribe(head -> found[0] = head);
    assertThat(found[0]).as("answered at once").isNotNull();
    return found[0];
  }

  private String script() {
    return head().scripts().getFirst().src();
  }

  private static PageManifest manifest(String script) {
    return new PageManifest(
        "",
        List.of(new PageHead.Style("/assets/a.css", "sha384-a")),
        List.of(new PageHead.Script(script, "sha384-b", "module", "defer")),
        List.of(),
        Map.of(),
        Map.of());
  }
}
