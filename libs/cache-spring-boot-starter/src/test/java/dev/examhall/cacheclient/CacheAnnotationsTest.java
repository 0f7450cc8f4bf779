package dev.examhall.cacheclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.examhall.cacheclient.Exams.Exam;
import dev.examhall.cacheclient.Exams.Question;
import dev.examhall.cacheclient.ScriptedCacheService.Mood;
import dev.examhall.identity.ServiceTokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.reactive.TransactionContextManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class CacheAnnotationsTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final ScriptedCacheService service = ScriptedCacheService.start();
  private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
  private Exams exams = new Exams();
  private ExamhallCache cache = new NoCache();

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    AopAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    CacheClientAutoConfiguration.class
  })
  static class Application {
    @Bean
    ServiceTokens serviceTokens() {
      return TestTokens.any();
    }

    @Bean
    Exams exams() {
      return new Exams();
    }
  }

  @BeforeEach
  void start() {
    ConfigurableApplicationContext context = process();
    exams = context.getBean(Exams.class);
    cache = context.getBean(ExamhallCache.class);
  }

  @AfterEach
  void stop() {
    contexts.forEach(ConfigurableApplicationContext::close);
    service.close();
  }

  /** Another process of the suite, with a near cache of its own. */
  private ConfigurableApplicationContext process(String... properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "spring.application.name=exam-render-service",
                "examhall.identity.internal-secret=" + "A".repeat(64),
                "examhall.cache-client.url=" + service.url(),
                "examhall.cache-client.invalidations.listen=false",
                "examhall.cache-client.circuit-breaker.open-for=200ms",
                "examhall.cache-client.lease-wait=1s",
                "spring.main.banner-mode=off"));
    arguments.addAll(List.of(properties));
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .run(arguments.stream().map(argument -> "--" + argument).toArray(String[]::new));
    contexts.add(context);
    return context;
  }

  @Test
  void runsTheMethodOnce() {
    Exam first = get(exams.find("42"));
    Exam second = get(exams.find("42"));

    assertThat(first.name()).isEqualTo("Placement");
    assertThat(second).isSameAs(first);
    assertThat(exams.loads()).isEqualTo(1);
  }

  @Test
  void keepsResultsOfOtherArgumentsApart() {
    get(exams.find("42"));
    get(exams.find("43"));

    assertThat(exams.loads()).isEqualTo(2);
  }

  @Test
  void sharesResultsBetweenProcesses() {
    get(exams.find("42"));
    get(exams.questions("42").collectList());
    assertThat(get(exams.bytes("42"))).containsExactly(1, 2, 3);
    get(exams.names("A1"));
    filled(4);
    Exams other = process().getBean(Exams.class);

    assertThat(get(other.find("42")).questions()).containsExactly(new Question(1, "Who?"));
    assertThat(get(other.questions("42").collectList()))
        .containsExactly(new Question(1, "Who?"), new Question(2, "Why?"));
    assertThat(get(other.bytes("42"))).containsExactly(1, 2, 3);
    assertThat(get(other.names("A1"))).hasSize(4000).contains("name 3999");
    assertThat(other.loads()).isZero();
  }

  @Test
  void compressesLargeValues() {
    get(exams.names("A1"));
    filled(1);

    ScriptedCacheService.Kept kept = service.values().values().iterator().next();
    assertThat(kept.contentEncoding()).isEqualTo("gzip");
    assertThat(kept.body().length).isLessThan(20_000);
  }

  @Test
  void keepsEmptiness() {
    exams.source(Mono::empty);

    assertThat(exams.find("42").blockOptional(SOON)).isEmpty();
    assertThat(exams.find("42").blockOptional(SOON)).isEmpty();
    assertThat(exams.loads()).isEqualTo(1);
    filled(1);
    assertThat(process().getBean(Exams.class).find("42").blockOptional(SOON)).isEmpty();
  }

  @Test
  void keepsPlainValuesAndNull() {
    assertThat(exams.level(3)).isEqualTo("A1");
    exams.level(null);
    assertThat(exams.level(3)).isEqualTo("A1");
    assertThat(exams.level(4)).isNull();
    exams.level("B2");
    assertThat(exams.level(4)).isNull();
    assertThat(exams.loads()).isEqualTo(2);
  }

  @Test
  void keepsNoErrors() {
    exams.source(() -> Mono.error(new IllegalStateException("the database is gone")));
    assertThatThrownBy(() -> get(exams.find("42")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the database is gone");
    exams.named("Back");

    assertThat(get(exams.find("42")).name()).isEqualTo("Back");
  }

  @Test
  void invalidatesAfterSuccess() {
    get(exams.find("42"));
    filled(1);

    assertThat(get(exams.rename("42", "Renamed"))).isEqualTo("Renamed");

    assertThat(service.invalidations()).containsExactly("exam:42:*");
    assertThat(get(exams.find("42")).name()).isEqualTo("Renamed");
  }

  @Test
  void doesNotInvalidateAfterAnError() {
    get(exams.find("42"));

    assertThatThrownBy(() -> get(exams.renameInVain("42"))).hasMessage("no");

    assertThat(service.invalidations()).isEmpty();
    get(exams.find("42"));
    assertThat(exams.loads()).isEqualTo(1);
  }

  @Test
  void invalidatesByTheResult() {
    get(exams.create());

    // The first call of a JVM may take longer than the cache is waited for; it is repeated then.
    Awaiting.until(SOON, () -> service.invalidations().size() >= 2);
    assertThat(service.invalidations()).containsExactly("exam:new=20id:*", "dashboard:*");
  }

  @Test
  void invalidatesAfterPlainMethods() {
    exams.level(3);
    exams.setLevel("C1");

    assertThat(exams.level(3)).isEqualTo("C1");
    assertThat(service.invalidations()).containsExactly("curriculum:*", "tag level:C1");
  }

  @Test
  void loadsOnceForAllWhoAskAtTheSameTime() {
    Sinks.One<Exam> slow = Sinks.one();
    exams.source(slow::asMono);
    CompletableFuture<List<Exam>> all =
        Flux.fromStream(IntStream.range(0, 100).mapToObj(i -> exams.find("42")))
            .flatMap(find -> find, 100)
            .collectList()
            .toFuture();
    Awaiting.until(SOON, () -> exams.loads() == 1);

    slow.tryEmitValue(new Exam("42", "Once", List.of()));

    assertThat(all.join()).hasSize(100).allMatch(exam -> exam.name().equals("Once"));
    assertThat(exams.loads()).isEqualTo(1);
  }

  @Test
  void aReadAfterAnInvalidationDoesNotJoinALoadFromBefore() {
    Sinks.One<Exam> slow = Sinks.one();
    exams.source(slow::asMono);
    CompletableFuture<Exam> early = exams.find("42").toFuture();
    Awaiting.until(SOON, () -> exams.loads() == 1);
    get(exams.rename("42", "New"));

    Exam late = get(exams.find("42"));
    slow.tryEmitValue(new Exam("42", "Old", List.of()));

    assertThat(late.name()).isEqualTo("New");
    assertThat(early.join().name()).isEqualTo("Old");
    assertThat(get(exams.find("42")).name()).isEqualTo("New");
    Awaiting.until(SOON, () -> service.conflicts() == 1);
    assertThat(get(process().getBean(Exams.class).find("42")).name()).isNotEqualTo("Old");
  }

  @Test
  void aRefusedFillLeavesTheNearCacheToo() {
    Sinks.One<Exam> slow = Sinks.one();
    exams.source(slow::asMono);
    CompletableFuture<Exam> loading = exams.find("42").toFuture();
    Awaiting.until(SOON, () -> exams.loads() == 1);
    service.invalidateSilently();
    exams.named("New");

    slow.tryEmitValue(new Exam("42", "Old", List.of()));
    loading.join();

    Awaiting.until(SOON, () -> get(exams.find("42")).name().equals("New"));
  }

  @Test
  void doesWithoutAServiceThatIsGone() {
    service.close();

    long began = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      assertThat(get(exams.find("exam " + i)).name()).isEqualTo("Placement");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    assertThat(exams.loads()).isEqualTo(50);
    get(exams.find("exam 1"));
    assertThat(exams.loads()).as("the near cache still works").isEqualTo(50);
  }

  @Test
  void leavesASilentServiceAlone() {
    service.mood(Mood.SILENT);
    Flux.range(0, 12).flatMap(i -> exams.find("warm " + i)).blockLast(SOON);
    int requests = service.requests();

    long began = System.nanoTime();
    get(exams.find("42"));

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(150));
    assertThat(service.requests()).isEqualTo(requests);
  }

  @Test
  void readsNothingOldWhileAnInvalidationWaitsForTheService() {
    get(exams.find("42"));
    filled(1);
    service.mood(Mood.FAILING);
    get(exams.rename("42", "Renamed"));
    // It answers reads again, but has not heard of the invalidation yet.
    List<ScriptedCacheService.Kept> old = List.copyOf(service.values().values());
    service.mood(Mood.WELL);

    assertThat(old).hasSize(1);
    assertThat(get(exams.find("42")).name()).isEqualTo("Renamed");
    Awaiting.until(SOON, () -> service.invalidations().contains("exam:42:*"));
    assertThat(get(exams.find("42")).name()).isEqualTo("Renamed");
  }

  @Test
  void loadsAgainInTheBackgroundWhenAsked() {
    get(exams.find("42"));
    filled(1);
    service.secondsLeft(-1, true);
    ConfigurableApplicationContext context = process();
    Exams other = context.getBean(Exams.class);
    other.named("Fresh");

    assertThat(get(other.find("42")).name()).as("stale at once").isEqualTo("Placement");
    service.secondsLeft(3600, false);

    Awaiting.until(SOON, () -> get(other.find("42")).name().equals("Fresh"));
    assertThat(other.loads()).isEqualTo(1);
  }

  @Test
  void waitsForAnotherProcessThatLoads() {
    service.mood(Mood.LOADING_ELSEWHERE);
    CompletableFuture<Exam> waiting = exams.find("42").toFuture();
    Awaiting.pause(Duration.ofMillis(100));
    assertThat(exams.loads()).isZero();
    service.mood(Mood.WELL);
    get(process().getBean(Exams.class).find("42"));

    assertThat(waiting.join().name()).isEqualTo("Placement");
  }

  @Test
  void loadsItselfWhenAnotherProcessDoesNotComeToAnEnd() {
    service.mood(Mood.LOADING_ELSEWHERE);

    assertThat(get(exams.find("42")).name()).isEqualTo("Placement");
    assertThat(exams.loads()).isEqualTo(1);
  }

  @Test
  void survivesAValueOfAnotherShape() {
    get(exams.find("42"));
    filled(1);
    String key = service.values().keySet().iterator().next();
    service
        .values()
        .put(key, new ScriptedCacheService.Kept("[1]".getBytes(), "application/json", null));

    assertThat(get(process().getBean(Exams.class).find("42")).name()).isEqualTo("Placement");
  }

  /** Known and documented: proxies do not see calls within the object. */
  @Test
  void callsWithinTheObjectGoPastTheCache() {
    get(exams.findWithin("42"));
    get(exams.findWithin("42"));

    assertThat(exams.loads()).isEqualTo(2);
  }

  @Test
  void getsAndPutsWithoutAnnotations() {
    CacheKey key = CacheKey.of("session", "7", "state");
    assertThat(cache.get(key, String.class).blockOptional(SOON)).isEmpty();

    cache.put(key, "open", CacheOptions.ttl(Duration.ofMinutes(1))).block(SOON);
    assertThat(get(cache.get(key, String.class))).isEqualTo("open");
    cache.put(key, "closed", CacheOptions.DEFAULTS).block(SOON);
    assertThat(get(cache.get(key, String.class))).isEqualTo("closed");
    assertThat(get(cache.getAll(List.of(key, CacheKey.of("session", "8", "state")), String.class)))
        .containsExactly(java.util.Map.entry(key, "closed"));

    cache.invalidate("session:7:*").block(SOON);
    assertThat(cache.get(key, String.class).blockOptional(SOON)).isEmpty();
  }

  @Test
  void readsManyInOneCall() {
    List<CacheKey> keys =
        IntStream.range(0, 60).mapToObj(i -> CacheKey.of("exam", i, "a")).toList();
    for (CacheKey key : keys.subList(0, 40)) {
      service
          .values()
          .put(
              key.toString(),
              new ScriptedCacheService.Kept(
                  ("\"" + key.entity() + "\"").getBytes(StandardCharsets.UTF_8),
                  "application/json",
                  null));
    }
    int before = service.requests();

    assertThat(get(cache.getAll(keys, String.class))).hasSize(40).containsEntry(keys.get(39), "39");
    assertThat(get(cache.getAll(keys.subList(0, 40), String.class))).hasSize(40);

    assertThat(service.requests()).as("the second time from here").isEqualTo(before + 1);
  }

  @Test
  void aTransactionThatMayWriteGoesPastTheCache() {
    CacheKey key = CacheKey.of("exam", "42", "name");
    AtomicReference<String> row = new AtomicReference<>("not committed");
    Mono<String> load = Mono.fromSupplier(row::get);

    assertThat(
            get(
                inTransaction(
                    false, cache.getOrLoad(key, String.class, CacheOptions.DEFAULTS, load))))
        .isEqualTo("not committed");
    row.set("committed");
    assertThat(get(cache.getOrLoad(key, String.class, CacheOptions.DEFAULTS, load)))
        .isEqualTo("committed");
    row.set("not committed either");
    assertThat(
            get(
                inTransaction(
                    false, cache.getOrLoad(key, String.class, CacheOptions.DEFAULTS, load))))
        .as("its own write")
        .isEqualTo("not committed either");
    assertThat(
            get(
                inTransaction(
                    true, cache.getOrLoad(key, String.class, CacheOptions.DEFAULTS, load))))
        .as("read-only")
        .isEqualTo("committed");
  }

  @Test
  void aThreadsTransactionThatMayWriteGoesPastTheCache() {
    TransactionSynchronizationManager.setActualTransactionActive(true);
    try {
      exams.level(3);
      exams.level(3);
    } finally {
      TransactionSynchronizationManager.clear();
    }
    exams.level(3);
    exams.level(3);

    assertThat(exams.loads()).isEqualTo(3);
  }

  private static <T> Mono<T> inTransaction(boolean readOnly, Mono<T> work) {
    return Mono.deferContextual(
            context -> {
              TransactionContext transaction = context.get(TransactionContext.class);
              transaction.setActualTransactionActive(true);
              transaction.setCurrentTransactionReadOnly(readOnly);
              return work;
            })
        .contextWrite(TransactionContextManager.createTransactionContext());
  }

  @Test
  void cachesQueries() {
    QueryCache queries = contexts.getFirst().getBean(QueryCache.class);
    AtomicReference<String> database = new AtomicReference<>("one");
    Mono<String> query = Mono.fromSupplier(database::get);

    assertThat(get(queries.getOrLoad("42:open", Duration.ofMinutes(1), String.class, query)))
        .isEqualTo("one");
    database.set("two");
    assertThat(get(queries.getOrLoad("42:open", Duration.ofMinutes(1), String.class, query)))
        .isEqualTo("one");
    queries.invalidate("42").block(SOON);
    assertThat(get(queries.getOrLoad("42:open", Duration.ofMinutes(1), String.class, query)))
        .isEqualTo("two");
  }

  @Test
  void refusesUnknownPrefixes() {
    assertThatThrownBy(() -> cache.get(CacheKey.of("nonsense", "1", "a"), String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense")
        .hasMessageContaining("examhall.cache-client.prefixes");
  }

  @Test
  void keepsNothingWhenItIsTurnedOff() {
    Exams off = process("examhall.cache-client.enabled=false").getBean(Exams.class);

    get(off.find("42"));
    get(off.find("42"));

    assertThat(off.loads()).isEqualTo(2);
    assertThat(service.requests()).isZero();
  }

  private void filled(int count) {
    Awaiting.until(SOON, () -> service.values().size() == count);
  }

  private static <T> T get(Mono<T> mono) {
    T value = mono.block(SOON);
    assertThat(value).isNotNull();
    return value;
  }

  /** Until the context is there. */
  private static final class NoCache implements ExamhallCache {
    @Override
    public <T> Mono<T> get(
        CacheKey key, org.springframework.core.ParameterizedTypeReference<T> type) {
      throw new AssertionError();
    }

    @Override
    public <T> Mono<java.util.Map<CacheKey, T>> getAll(
        java.util.Collection<CacheKey> keys,
        org.springframework.core.ParameterizedTypeReference<T> type) {
      throw new AssertionError();
    }

    @Override
    public Mono<Void> put(CacheKey key, Object value, CacheOptions options) {
      throw new AssertionError();
    }

    @Override
    public <T> Mono<T> getOrLoad(
        CacheKey key,
        org.springframework.core.ParameterizedTypeReference<T> type,
        CacheOptions options,
        Mono<T> loader) {
      throw new AssertionError();
    }

    @Override
    public Mono<Void> invalidate(String... patterns) {
      throw new AssertionError();
    }

    @Override
    public Mono<Void> invalidateTags(String... tags) {
      throw new AssertionError();
    }
  }
}
