package dev.examhall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.cacheclient.CacheKey;
import dev.examhall.cacheclient.CacheOptions;
import dev.examhall.cacheclient.ExamhallCache;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestRedis;
import dev.examhall.testkit.infrastructure.WithKafka;
import dev.examhall.testkit.infrastructure.WithRedis;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

/** Two instances of the service, three processes that use them, real Redis and Kafka. */
@WithRedis
@WithKafka
class ClusterIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final CacheOptions LONG = CacheOptions.ttl(Duration.ofHours(1));

  private static final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
  private static final List<ConfigurableApplicationContext> services = new ArrayList<>();
  private static final List<ExamhallCache> processes = new ArrayList<>();
  private static @Nullable Suite suite;

  private final String exam = UUID.randomUUID().toString();

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Caller {}

  @BeforeAll
  static void start() {
    TestRedis redis = TestInfrastructure.redis();
    Suite started =
        new Suite(
            redis.host(),
            redis.port(),
            redis.password(),
            TestInfrastructure.kafka().bootstrapServers());
    suite = started;
    ConfigurableApplicationContext first = started.service();
    ConfigurableApplicationContext second = started.service();
    services.addAll(List.of(first, second));
    for (ConfigurableApplicationContext service : List.of(first, second, first)) {
      ConfigurableApplicationContext caller =
          started.caller(
              Caller.class,
              service,
              "examhall.cache-client.response-timeout=5s",
              "examhall.cache-client.lease-wait=10s");
      contexts.add(caller);
      processes.add(caller.getBean(ExamhallCache.class));
    }
    heardByAll();
  }

  @AfterAll
  static void stop() {
    if (suite != null) {
      suite.close();
    }
    contexts.clear();
    services.clear();
    processes.clear();
  }

  /** Topics are made, listeners are at their ends. */
  private static void heardByAll() {
    AtomicLong database = new AtomicLong();
    CacheKey key = CacheKey.of("exam", "warm-up " + UUID.randomUUID(), "a");
    Awaiting.until(
        SOON,
        () -> {
          processes.forEach(process -> read(process, key, database));
          database.incrementAndGet();
          processes.getFirst().invalidate("exam:" + key.entity() + ":*").block(SOON);
          Awaiting.pause(Duration.ofMillis(300));
          return processes.stream()
              .allMatch(process -> read(process, key, database) == database.get());
        });
  }

  @Test
  void oneLoadForFiveHundredCallersOnThreeProcesses() {
    AtomicInteger loads = new AtomicInteger();
    CacheKey key = CacheKey.of("exam", exam, "cold");
    Mono<String> load =
        Mono.delay(Duration.ofMillis(300))
            .map(
                tick -> {
                  loads.incrementAndGet();
                  return "loaded";
                });
    List<CompletableFuture<String>> callers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      callers.add(
          processes.get(i % processes.size()).getOrLoad(key, String.class, LONG, load).toFuture());
    }

    assertThat(callers.stream().map(CompletableFuture::join)).hasSize(500).containsOnly("loaded");
    assertThat(loads).hasValue(1);
  }

  @Test
  void anInstanceKnowsWhatAllHaveCounted() {
    for (int i = 0; i < services.size(); i++) {
      statistics(i).put().uri("/api/v1/cache/curriculum/1:a").bodyValue("x").exchange();
      statistics(i).get().uri("/api/v1/cache/curriculum/1:a").exchange().expectStatus().isOk();
    }

    Awaiting.until(
        SOON,
        () -> {
          String answer =
              statistics(1)
                  .get()
                  .uri("/api/v1/cache/stats")
                  .exchange()
                  .expectBody(String.class)
                  .returnResult()
                  .getResponseBody();
          return String.valueOf(answer)
              .matches(
                  "(?s).*\"cluster\":\\{\"instances\":2,.*\"prefix\":\"curriculum\",\"hits\":2,.*");
        });
  }

  private static WebTestClient statistics(int instance) {
    return java.util.Objects.requireNonNull(suite).client(services.get(instance), SOON);
  }

  @Test
  void whoHeardOfAnInvalidationReadsNothingOlder() {
    AtomicLong database = new AtomicLong();
    CacheKey key = CacheKey.of("exam", exam, "a");
    ExamhallCache writer = processes.get(0);
    ExamhallCache reader = processes.get(1);
    double[] settled = {-1};
    Awaiting.until(
        SOON,
        () -> {
          double before = settled[0];
          settled[0] = heard(1);
          Awaiting.pause(Duration.ofMillis(500));
          return settled[0] == before;
        });
    for (int round = 0; round < 100; round++) {
      read(reader, key, database);
      long version = database.incrementAndGet();
      double heard = heard(1);

      writer.invalidate("exam:" + exam + ":*").block(SOON);

      assertThat(read(writer, key, database)).as("its own write").isEqualTo(version);
      Awaiting.until(SOON, () -> heard(1) > heard);
      assertThat(read(reader, key, database)).as("round %d", round).isEqualTo(version);
    }
  }

  private static double heard(int process) {
    return contexts
        .get(process)
        .getBean(MeterRegistry.class)
        .get("examhall.cache-client.invalidations.heard")
        .counter()
        .count();
  }

  private static long read(ExamhallCache process, CacheKey key, AtomicLong database) {
    Long value =
        process.getOrLoad(key, Long.class, LONG, Mono.fromSupplier(database::get)).block(SOON);
    assertThat(value).isNotNull();
    return value;
  }
}
