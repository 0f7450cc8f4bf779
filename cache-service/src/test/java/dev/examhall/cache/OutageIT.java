package dev.examhall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.cacheclient.CacheKey;
import dev.examhall.cacheclient.CacheOptions;
import dev.examhall.cacheclient.ExamhallCache;
import dev.examhall.embedded.RedisServer;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Redis is killed: a real process, with what it had written. */
class OutageIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final CacheOptions LONG = CacheOptions.ttl(Duration.ofHours(1));

  private final RedisServer redis = TestInfrastructure.newRedis();
  private final Suite suite = new Suite("127.0.0.1", redis.port(), redis.password(), "127.0.0.1:1");
  private final String exam = UUID.randomUUID().toString();
  private final ConfigurableApplicationContext service =
      suite.service("logging.level.org.apache.kafka=OFF");
  private final WebTestClient client = suite.client(service, SOON);

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Caller {}

  @BeforeEach
  void connected() {
    Awaiting.until(SOON, () -> status("exam/" + exam + ":probe") == 404);
  }

  @AfterEach
  void stop() {
    suite.close();
    redis.stop();
  }

  @Test
  void whatWasInvalidatedDoesNotComeBackWithAnOlderFile() throws IOException {
    put("exam/" + exam + ":a", 204);
    Path files = redis.log().resolveSibling("data");
    Path copy = redis.log().resolveSibling("copy");
    copy(files, copy);
    long before = epoch();
    client
        .post()
        .uri("/api/v1/cache/invalidations")
        .bodyValue(Map.of("patterns", List.of("exam:" + exam + ":*")))
        .exchange()
        .expectStatus()
        .isOk();
    redis.kill();
    copy(copy, files);
    redis.start();

    Awaiting.until(SOON, () -> status("exam/" + exam + ":a") != 503);

    assertThat(status("exam/" + exam + ":a")).isEqualTo(404);
    assertThat(epoch()).isGreaterThan(before);
  }

  @Test
  void anOutageEndsWithANewEpoch() {
    put("exam/" + exam + ":a", 204);
    String token =
        client
            .get()
            .uri("/api/v1/cache/exam/" + exam + ":b")
            .exchange()
            .expectBody()
            .returnResult()
            .getResponseHeaders()
            .getFirst("Examhall-Fill-Token");
    redis.kill();
    Awaiting.until(SOON, () -> status("exam/" + exam + ":a") == 503);
    redis.start();
    Awaiting.until(SOON, () -> status("exam/" + exam + ":a") != 503);

    assertThat(status("exam/" + exam + ":a")).isEqualTo(404);
    client
        .put()
        .uri("/api/v1/cache/exam/" + exam + ":b")
        .header("Examhall-Fill-Token", token)
        .bodyValue("from before")
        .exchange()
        .expectStatus()
        .isEqualTo(HttpStatus.CONFLICT);
  }

  @Test
  void staysReadyWithoutRedis() {
    redis.kill();
    Awaiting.until(SOON, () -> status("exam/" + exam + ":a") == 503);

    client
        .get()
        .uri("/api/v1/cache/exam/" + exam + ":a")
        .exchange()
        .expectHeader()
        .valueEquals("Retry-After", "1")
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/cache-unavailable");
    put("exam/" + exam + ":a", 503);
    client.get().uri("/actuator/health/readiness").exchange().expectStatus().isOk();
    client
        .get()
        .uri("/actuator/health")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.components.redis.status")
        .isEqualTo("DEGRADED");
  }

  @Test
  void aLoadUnderWayEndsWellAndIsNotKept() throws InterruptedException {
    ExamhallCache one = caller("1s");
    ExamhallCache other = caller("1s");
    CacheKey key = CacheKey.of("exam", exam, "version");
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    Mono<Integer> slow =
        Mono.fromCallable(
                () -> {
                  loading.countDown();
                  assertThat(killed.await(30, TimeUnit.SECONDS)).isTrue();
                  return loads.incrementAndGet();
                })
            .subscribeOn(Schedulers.boundedElastic());
    CompletableFuture<Integer> underWay = one.getOrLoad(key, Integer.class, LONG, slow).toFuture();
    assertThat(loading.await(30, TimeUnit.SECONDS)).isTrue();

    redis.kill();
    killed.countDown();

    assertThat(underWay.join()).isEqualTo(1);
    redis.start();
    Awaiting.until(SOON, () -> status("exam/" + exam + ":version") != 503);
    assertThat(
            other
                .getOrLoad(
                    key, Integer.class, LONG, Mono.fromCallable(() -> loads.incrementAndGet()))
                .block(SOON))
        .as("the fill was from before the outage")
        .isEqualTo(2);
  }

  @Test
  void callersSeeNeitherErrorsNorThePast() {
    // The near cache of the second is off: what it reads is the service's, or the loader's.
    try (Traffic traffic = Traffic.start(caller("10s"), caller("0s"))) {
      traffic.goOnFor(500, 50);
      System.out.println("with Redis:    " + traffic.times());

      redis.kill();
      traffic.goOnFor(500, 50);
      System.out.println("without Redis: " + traffic.times());

      redis.start();
      Awaiting.until(SOON, () -> status("exam/" + exam + ":probe") != 503);
      traffic.goOnFor(500, 50);
      traffic.check();
    }
    assertThat(epoch()).isPositive();
  }

  /** Kills at random moments, also between a command and its answer. */
  @Test
  void everyRequestIsAnsweredHoweverOftenRedisDies() {
    long seed = Long.getLong("examhall.seed", System.nanoTime());
    Random random = new Random(seed);
    AtomicBoolean end = new AtomicBoolean();
    Map<Integer, Integer> answers = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<Throwable> unanswered = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String path = "exam/" + exam + ":" + i + (i % 2 == 0 ? "" : "?wait=PT0.1S");
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!end.get()) {
                      try {
                        answers.merge(status(path), 1, Integer::sum);
                      } catch (Throwable e) {
                        unanswered.add(e);
                      }
                    }
                  }));
    }
    long epoch = epoch();
    for (int kill = 0; kill < Integer.getInteger("examhall.kills", 25); kill++) {
      Awaiting.pause(Duration.ofMillis(random.nextInt(60)));
      redis.kill();
      Awaiting.until(SOON, () -> status("exam/" + exam + ":probe") == 503);
      redis.start();
      Awaiting.until(SOON, () -> status("exam/" + exam + ":probe") == 404);
      assertThat(epoch()).as("kill %d, seed %d", kill, seed).isGreaterThan(epoch);
      epoch = epoch();
    }
    end.set(true);
    threads.forEach(OutageIT::join);

    assertThat(unanswered).as("seed %d", seed).isEmpty();
    assertThat(answers.keySet()).as("seed %d", seed).containsOnly(404, 503);
  }

  private ExamhallCache caller(String near) {
    return suite
        .caller(
            Caller.class,
            service,
            "examhall.cache-client.invalidations.listen=false",
            "examhall.cache-client.near.time-to-live=" + near,
            "examhall.cache-client.response-timeout=5s")
        .getBean(ExamhallCache.class);
  }

  private long epoch() {
    byte[] body =
        client
            .get()
            .uri("/api/v1/cache/stats")
            .exchange()
            .expectBody()
            .returnResult()
            .getResponseBody();
    assertThat(body).isNotNull();
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile("\"epoch\":(\\d+)").matcher(new String(body));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private int status(String path) {
    return client
        .get()
        .uri("/api/v1/cache/" + path)
        .exchange()
        .expectBody()
        .returnResult()
        .getStatus()
        .value();
  }

  private void put(String path, int status) {
    client
        .put()
        .uri("/api/v1/cache/" + path)
        .bodyValue("value")
        .exchange()
        .expectStatus()
        .isEqualTo(status);
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      try (Stream<Path> old = Files.walk(to)) {
        old.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(f -> f.delete());
      }
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
