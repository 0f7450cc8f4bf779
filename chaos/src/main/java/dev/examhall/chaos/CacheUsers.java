package dev.examhall.chaos;

import dev.examhall.cacheclient.CacheKey;
import dev.examhall.cacheclient.CacheOptions;
import dev.examhall.cacheclient.ExamhallCache;
import dev.examhall.identity.ServiceTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/**
 * Services that keep values in the cache: two through the starter, with near copies of their own,
 * and one through the REST API. Each value is changed by one of them, then invalidated, and read by
 * all.
 */
final class CacheUsers implements AutoCloseable {

  private static final int VALUES = 10;

  /** Near copies may be this old, and the machine this slow. */
  private static final Duration NEAR = Duration.ofMillis(10_500);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final CacheOptions KEPT = CacheOptions.ttl(Duration.ofMinutes(1));

  private final Journal journal;
  private final List<Versions> byStarter = values("starter");
  private final List<Versions> byRest = values("rest");
  private final ConfigurableApplicationContext first;
  private final ConfigurableApplicationContext second;
  private final URI address;
  private final ServiceTokens tokens;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Caller {}

  CacheUsers(SuiteUnderFire suite, Journal journal) {
    this.journal = journal;
    this.address = suite.cacheForUsers();
    this.first = caller(suite);
    this.second = caller(suite);
    this.tokens = first.getBean(ServiceTokens.class);
  }

  private static List<Versions> values(String by) {
    List<Versions> values = new ArrayList<>();
    for (int number = 0; number < VALUES; number++) {
      values.add(new Versions("chaos-" + by + '-' + number));
    }
    return values;
  }

  private ConfigurableApplicationContext caller(SuiteUnderFire suite) {
    return new SpringApplicationBuilder(Caller.class)
        .run(
            "--spring.application.name=exam-render-service",
            "--spring.main.web-application-type=none",
            "--spring.main.banner-mode=off",
            "--logging.level.root=OFF",
            "--spring.kafka.bootstrap-servers=127.0.0.1:" + suite.kafkaPort(),
            "--examhall.identity.internal-secret=" + suite.internalSecret(),
            "--examhall.cache-client.url=" + address);
  }

  List<Actor> actors() {
    ExamhallCache one = first.getBean(ExamhallCache.class);
    ExamhallCache other = second.getBean(ExamhallCache.class);
    return List.of(
        actor("starter-writer", 100, () -> changeByStarter(one)),
        actor("starter-reader", 20, () -> readByStarter(one, any(byStarter), Duration.ZERO)),
        actor("near-reader", 20, () -> readByStarter(other, any(byRest), NEAR)),
        actor("other-near-reader", 20, () -> readByStarter(one, any(byRest), NEAR)),
        actor("rest-writer", 100, this::changeByRest),
        actor("rest-reader", 20, this::readByRest));
  }

  @FunctionalInterface
  private interface Step {
    void take() throws InterruptedException;
  }

  private static Actor actor(String name, long everyMillis, Step step) {
    return new Actor(name, everyMillis) {
      @Override
      void once() throws InterruptedException {
        step.take();
      }
    };
  }

  private static Versions any(List<Versions> values) {
    return values.get(ThreadLocalRandom.current().nextInt(values.size()));
  }

  /** When it completes, no read of the same process gives an older value. */
  private void changeByStarter(ExamhallCache cache) {
    Versions value = any(byStarter);
    long version = value.change();
    cache.invalidate("exam:" + value.entity() + ":*").block(PATIENCE);
    value.acknowledge(version);
    journal.count("cache: invalidation by the starter");
  }

  private void readByStarter(ExamhallCache cache, Versions value, Duration age) {
    long floor = age.isZero() ? value.floor() : value.floor(age);
    Long read =
        cache
            .getOrLoad(
                CacheKey.of("exam", value.entity(), "value"),
                Long.class,
                KEPT,
                Mono.fromSupplier(value::newest))
            .block(PATIENCE);
    journal.count("cache: read by the starter");
    check(value, floor, read == null ? -1 : read, "the starter");
  }

  private void check(Versions value, long floor, long read, String way) {
    if (read < floor) {
      journal.violation(
          "no cached value from before an acknowledged invalidation",
          "%s through %s: %d, though %d was acknowledged"
              .formatted(value.entity(), way, read, floor));
    }
  }

  private void changeByRest() throws InterruptedException {
    Versions value = any(byRest);
    long version = value.change();
    String body = "{\"patterns\":[\"exam:" + value.entity() + ":*\"]}";
    // one that was not answered may or may not have happened: it is repeated
    for (int tries = 0; tries < 2_000; tries++) {
      Optional<HttpResponse<String>> reply =
          send(
              request("invalidations")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body)));
      if (reply.isPresent() && reply.get().statusCode() == 200) {
        value.acknowledge(version);
        journal.count("cache: invalidation by REST");
        return;
      }
      journal.count("cache: invalidation by REST refused");
      TimeUnit.MILLISECONDS.sleep(100);
    }
    journal.violation("an invalidation is taken in the end", value.entity());
  }

  private void readByRest() throws InterruptedException {
    Versions value = any(byRest);
    String path = "exam/" + value.entity() + ":value";
    long floor = value.floor();
    Optional<HttpResponse<String>> reply = send(request(path).GET());
    int status = reply.map(HttpResponse::statusCode).orElse(0);
    journal.count("cache: read by REST answered " + status);
    if (status == 200) {
      check(value, floor, Long.parseLong(reply.orElseThrow().body()), "REST");
    }
    Optional<String> fill = reply.flatMap(each -> each.headers().firstValue("Examhall-Fill-Token"));
    if (fill.isPresent()) {
      String loaded = Long.toString(value.newest());
      send(
          request(path + "?ttl=PT1M")
              .header("Content-Type", "application/json")
              .header("Examhall-Fill-Token", fill.get())
              .PUT(BodyPublishers.ofString(loaded)));
    } else if (status != 200 && status != 404 && status != 503 && status != 0) {
      journal.violation("the cache is there or says that it is not", path + " answered " + status);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve("/api/v1/cache/" + path))
        .timeout(Duration.ofSeconds(3))
        .header("Authorization", "Bearer " + tokens.tokenFor("cache-service"));
  }

  private Optional<HttpResponse<String>> send(HttpRequest.Builder request)
      throws InterruptedException {
    try {
      return Optional.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
