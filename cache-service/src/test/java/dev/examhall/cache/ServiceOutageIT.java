package dev.examhall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.cacheclient.CacheKey;
import dev.examhall.cacheclient.CacheOptions;
import dev.examhall.cacheclient.ExamhallCache;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestRedis;
import dev.examhall.testkit.infrastructure.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** cache-service is killed: a real process, the only one of its kind. */
@WithRedis
class ServiceOutageIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final CacheOptions LONG = CacheOptions.ttl(Duration.ofHours(1));

  private final TestIdentity identity = TestIdentity.start();
  private final TestRedis redis = TestInfrastructure.redis();
  private final ServiceProcess service =
      new ServiceProcess(identity, redis.port(), redis.password());
  private final List<ConfigurableApplicationContext> callers = new ArrayList<>();
  private final CacheKey key = CacheKey.of("exam", UUID.randomUUID(), "version");

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Caller {}

  @BeforeEach
  void start() {
    service.start();
  }

  @AfterEach
  void stop() {
    callers.forEach(ConfigurableApplicationContext::close);
    service.close();
    identity.close();
  }

  @Test
  void aLoadUnderWayEndsWell() throws InterruptedException {
    ExamhallCache one = caller("10s");
    ExamhallCache other = caller("0s");
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    AtomicInteger loads = new AtomicInteger();
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

    service.kill();
    killed.countDown();

    assertThat(underWay.join()).isEqualTo(1);
    assertThat(read(one, loads)).as("from its near cache").isEqualTo(1);
    assertThat(read(other, loads)).as("loaded without the cache").isEqualTo(2);
  }

  @Test
  void callersSeeNeitherErrorsNorThePast() {
    // The near cache of the second is off: what it reads is the service's, or the loader's.
    ExamhallCache reader = caller("0s");
    try (Traffic traffic = Traffic.start(caller("10s"), reader)) {
      traffic.goOnFor(500, 50);
      System.out.println("with cache-service:    " + traffic.times());

      service.kill();
      traffic.goOnFor(500, 50);
      System.out.println("without cache-service: " + traffic.times());

      service.start();
      traffic.goOnFor(500, 50);
      AtomicInteger loads = new AtomicInteger();
      Awaiting.until(
          SOON,
          () -> {
            read(reader, loads);
            int before = loads.get();
            read(reader, loads);
            return loads.get() == before;
          });
      traffic.goOnFor(500, 50);
      traffic.check();
    }
  }

  private int read(ExamhallCache cache, AtomicInteger loads) {
    Integer value =
        cache
            .getOrLoad(key, Integer.class, LONG, Mono.fromCallable(loads::incrementAndGet))
            .block(SOON);
    assertThat(value).isNotNull();
    return value;
  }

  private ExamhallCache caller(String near) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--spring.application.name=exam-render-service",
                "--spring.main.web-application-type=none",
                "--spring.config.location=optional:classpath:/none/",
                "--spring.main.banner-mode=off",
                "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                "--examhall.cache-client.url=" + service.url(),
                "--examhall.cache-client.invalidations.listen=false",
                "--examhall.cache-client.near.time-to-live=" + near,
                "--examhall.cache-client.response-timeout=5s"));
    identity.properties().forEach((name, value) -> arguments.add("--" + name + '=' + value));
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Caller.class).run(arguments.toArray(String[]::new));
    callers.add(context);
    return context.getBean(ExamhallCache.class);
  }
}
