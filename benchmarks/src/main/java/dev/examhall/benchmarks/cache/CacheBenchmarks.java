package dev.examhall.benchmarks.cache;

import dev.examhall.benchmarks.Comparison;
import dev.examhall.benchmarks.Effort;
import dev.examhall.cacheclient.CacheKey;
import dev.examhall.cacheclient.ExamhallCache;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ParameterizedTypeReference;

/** What the cache costs, against what it is made of. Everything is on, as in production. */
public final class CacheBenchmarks {

  /** Which there are. */
  public static final List<String> NAMES =
      List.of("near", "get", "parts", "batch", "invalidate", "kafka", "outage");

  private static final int VALUE_BYTES = 1024;

  /** In a batch. */
  static final int KEYS = 16;

  private static final int ROUNDS = 11;
  private static final String PATH = "/api/v1/cache/exam/7:k";
  private static final String OURS = "examhall:v:exam:";

  private final Effort effort;

  CacheBenchmarks(Effort effort) {
    this.effort = effort;
  }

  /** Runs some of them. */
  public static void run(List<String> names) throws Exception {
    if (names.contains("near")) {
      NearHit.run();
    }
    if (names.size() > 1 || !names.contains("near")) {
      new CacheBenchmarks(Effort.MEASURED).compare(names);
    }
  }

  /**
   * Does what is measured, and prints it.
   *
   * @param names of those that need the service
   */
  void compare(List<String> names) throws Exception {
    try (CacheUnderTest cache = CacheUnderTest.start()) {
      warm(cache);
      if (names.contains("get")) {
        get(cache);
      }
      if (names.contains("parts")) {
        parts(cache);
      }
      if (names.contains("batch")) {
        batch(cache);
      }
      if (names.contains("kafka")) {
        kafka(cache);
      }
      if (names.contains("invalidate")) {
        invalidate(cache);
      }
      if (names.contains("outage")) {
        Outage.run("Redis", effort, cache, cache::killRedis, cache::startRedis);
        Outage.run("cache-service", effort, cache, cache::killService, cache::startService);
      }
    }
  }

  private Comparison comparison(String name, int rounds, int each) {
    return new Comparison(name, effort.rounds(rounds), effort.times(each));
  }

  /** Values, and compiled code on both sides. */
  private void warm(CacheUnderTest cache) throws Exception {
    byte[] value = new byte[VALUE_BYTES];
    Arrays.fill(value, (byte) 'x');
    RedisCommands<String, byte[]> redis = cache.redis().sync();
    try (PlainHttp http = cache.http()) {
      while (http.exchange(http.get(PATH + "?lease=false")).status() == 503) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      for (int i = 0; i < KEYS; i++) {
        http.put(PATH + i, value);
        redis.set("plain:" + i, value);
      }
      for (int i = 0; i < effort.times(40_000); i++) {
        http.exchange(http.get(PATH + i % KEYS)).expect(200);
        redis.get("plain:" + i % KEYS);
      }
    }
  }

  private void get(CacheUnderTest cache) throws Exception {
    RedisCommands<String, byte[]> redis = cache.redis().sync();
    try (PlainHttp http = cache.http()) {
      byte[] request = http.get(PATH + 3);
      comparison("GET of 1 KB : Lettuce GET", ROUNDS, 1000)
          .run(() -> http.exchange(request).expect(200), () -> redis.get("plain:3"))
          .print();
    }
    ConfigurableApplicationContext caller =
        cache.caller("--examhall.cache-client.near.time-to-live=0s");
    ExamhallCache client = CacheUnderTest.cache(caller);
    CacheKey key = new CacheKey("exam", "7", "k3");
    ParameterizedTypeReference<byte[]> bytes = ParameterizedTypeReference.forType(byte[].class);
    for (int i = 0; i < effort.times(10_000); i++) {
      client.get(key, bytes).block();
    }
    comparison("GET by the starter, near cache off : Lettuce GET", ROUNDS, 1000)
        .run(
            () -> {
              byte[] value = client.get(key, bytes).block();
              if (value == null || value.length != VALUE_BYTES) {
                throw new IllegalStateException("no value");
              }
            },
            () -> redis.get("plain:3"))
        .print();
  }

  /** Where a GET's time goes. */
  private void parts(CacheUnderTest cache) throws Exception {
    RedisCommands<String, byte[]> redis = cache.redis().sync();
    List<PlainHttp> bare = cache.bareServer();
    try (PlainHttp http = cache.http();
        PlainHttp reactor = bare.getFirst();
        PlainHttp netty = bare.getLast()) {
      byte[] ours = http.get(PATH + 3);
      byte[] bytes = netty.get(BareServer.BYTES);
      byte[] throughRedis = netty.get(BareServer.REDIS);
      Comparison.Operation[] operations = {
        () -> netty.exchange(bytes).expect(200),
        () -> reactor.exchange(bytes).expect(200),
        () -> netty.exchange(throughRedis).expect(200),
        () -> reactor.exchange(throughRedis).expect(200),
        () -> http.exchange(ours).expect(200),
      };
      String[] of = {
        "HTTP by Netty",
        "HTTP by Reactor Netty",
        "HTTP by Netty, MGET of 4",
        "HTTP by Reactor Netty, MGET of 4",
        "cache-service",
      };
      for (int i = 0; i < effort.times(20_000); i++) {
        for (Comparison.Operation operation : operations) {
          operation.run();
        }
      }
      for (int i = 0; i < of.length; i++) {
        comparison(of[i] + ", 1 KB : Lettuce GET", ROUNDS, 1000)
            .run(operations[i], () -> redis.get("plain:3"))
            .print();
      }
      String[] plain = IntStream.range(0, KEYS).mapToObj(i -> "plain:" + i).toArray(String[]::new);
      byte[] many = netty.get(BareServer.BATCH);
      Comparison.Operation batch =
          () -> {
            if (netty.exchange(many).expect(200).length != KEYS * VALUE_BYTES) {
              throw new IllegalStateException("values are missing");
            }
          };
      for (int i = 0; i < effort.times(40_000); i++) {
        batch.run();
        redis.mget(plain);
      }
      comparison("HTTP by Netty, MGET of 19, 16 KB : Lettuce MGET of 16", ROUNDS, 500)
          .run(batch, () -> redis.mget(plain))
          .print();
    }
  }

  private void batch(CacheUnderTest cache) throws Exception {
    RedisCommands<String, byte[]> redis = cache.redis().sync();
    String[] plain = IntStream.range(0, KEYS).mapToObj(i -> "plain:" + i).toArray(String[]::new);
    String json =
        IntStream.range(0, KEYS)
            .mapToObj(i -> "\"exam:7:k" + i + '"')
            .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    List<PlainHttp> connections = new ArrayList<>();
    try (PlainHttp http = cache.http()) {
      for (int i = 0; i < KEYS; i++) {
        connections.add(cache.http());
      }
      byte[] asJson = http.post("/api/v1/cache/batch-get", json);
      byte[] asBytes =
          http.request(
              "POST",
              "/api/v1/cache/batch-get",
              "Content-Type: application/json\r\nAccept: application/vnd.examhall.values\r\n",
              json.getBytes(StandardCharsets.UTF_8));
      Comparison.Operation jsonBatch = () -> http.exchange(asJson).expect(200);
      Comparison.Operation batch =
          () -> {
            if (http.exchange(asBytes).expect(200).length < KEYS * VALUE_BYTES) {
              throw new IllegalStateException("values are missing");
            }
          };
      // A service that has run for a while: its share still fell after 20,000.
      for (int i = 0; i < effort.times(40_000); i++) {
        batch.run();
        jsonBatch.run();
        redis.mget(plain);
      }
      comparison("batch of 16 : Lettuce MGET of 16", ROUNDS, 500)
          .run(batch, () -> redis.mget(plain))
          .print();
      comparison("batch of 16 as JSON : Lettuce MGET of 16", ROUNDS, 500)
          .run(jsonBatch, () -> redis.mget(plain))
          .print();
      byte[][] single = new byte[KEYS][];
      for (int i = 0; i < KEYS; i++) {
        single[i] = http.get(PATH + i);
      }
      comparison("batch of 16 : 16 GETs one after another", ROUNDS, 100)
          .run(
              batch,
              () -> {
                for (byte[] one : single) {
                  http.exchange(one).expect(200);
                }
              })
          .print();
      comparison("batch of 16 : 16 GETs at once, 16 connections", ROUNDS, 200)
          .run(
              batch,
              () -> {
                for (int i = 0; i < KEYS; i++) {
                  connections.get(i).send(single[i]);
                }
                for (PlainHttp connection : connections) {
                  connection.receive().expect(200);
                }
              })
          .print();
    } finally {
      for (PlainHttp connection : connections) {
        connection.close();
      }
    }
  }

  /** 20 keys of exam 42 among many. */
  private void invalidate(CacheUnderTest cache) throws Exception {
    List<Comparison.Result> results = new ArrayList<>();
    int there = 0;
    for (int keys : new int[] {effort.times(10_000), effort.times(1_000_000)}) {
      fill(cache, there, keys);
      there = keys;
      int scans = keys > 100_000 ? 1 : 10;
      try (PlainHttp http = cache.http()) {
        byte[] request = http.post("/api/v1/cache/invalidations", "{\"patterns\":[\"exam:42:*\"]}");
        RedisCommands<String, byte[]> redis = cache.redis().sync();
        results.add(
            comparison("exam:42:* among %,d keys : SCAN and UNLINK".formatted(keys), 7, scans)
                .run(
                    () -> http.exchange(request).expect(200),
                    () -> {
                      twenty(redis);
                      scanAndUnlink(redis);
                    })
                .print());
        // Enough of them for a median.
        results.add(
            comparison("exam:42:* among %,d keys : Lettuce GET".formatted(keys), ROUNDS, 300)
                .run(() -> http.exchange(request).expect(200), () -> redis.get("plain:3"))
                .print());
        http.put("/api/v1/cache/exam/42:k", new byte[10]);
        http.exchange(http.get("/api/v1/cache/exam/42:k?lease=false")).expect(200);
        http.exchange(request).expect(200);
        http.exchange(http.get("/api/v1/cache/exam/42:k?lease=false")).expect(404);
      }
    }
    System.out.printf(
        java.util.Locale.ROOT,
        "%-52s %7.2f x%n",
        "exam:42:* among 1,000,000 keys : among 10,000",
        results.get(3).ratio() / results.get(1).ratio());
  }

  private static void twenty(RedisCommands<String, byte[]> redis) {
    for (int i = 0; i < 20; i++) {
      redis.set(OURS + "42:s" + i, new byte[10]);
    }
  }

  private static void scanAndUnlink(RedisCommands<String, byte[]> redis) {
    ScanArgs arguments = ScanArgs.Builder.matches(OURS + "42:*").limit(1000);
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      KeyScanCursor<String> page = redis.scan(cursor, arguments);
      if (!page.getKeys().isEmpty()) {
        redis.unlink(page.getKeys().toArray(String[]::new));
      }
      cursor = page;
    } while (!cursor.isFinished());
  }

  /** Keys as the service names them, written past it. */
  private static void fill(CacheUnderTest cache, int from, int to) throws Exception {
    RedisAsyncCommands<String, byte[]> redis = cache.redis().async();
    byte[] value = new byte[100];
    List<RedisFuture<String>> written = new ArrayList<>();
    for (int i = from; i < to; i++) {
      written.add(redis.set(OURS + (1000 + i / 20) + ":k" + i % 20, value));
      if (written.size() == 10_000 || i == to - 1) {
        for (RedisFuture<String> one : written) {
          one.get();
        }
        written.clear();
      }
    }
  }

  /** From the answer to the one who invalidates until another process has dropped its copies. */
  private void kafka(CacheUnderTest cache) throws IOException {
    ConfigurableApplicationContext writer = cache.caller();
    ConfigurableApplicationContext reader = cache.caller();
    Counter heard =
        reader
            .getBean(MeterRegistry.class)
            .get("examhall.cache-client.invalidations.heard")
            .counter();
    int rounds = effort.times(600);
    int warm = effort.times(100);
    long[] nanos = new long[rounds];
    for (int i = -warm; i < rounds; i++) {
      double before = heard.count();
      long asked = System.nanoTime();
      CacheUnderTest.cache(writer).invalidate("exam:42:*").block();
      while (heard.count() == before) {
        if (System.nanoTime() - asked > Duration.ofSeconds(30).toNanos()) {
          if (i < 0) {
            break;
          }
          throw new IllegalStateException("an invalidation was not heard");
        }
        LockSupport.parkNanos(20_000);
      }
      if (i >= 0) {
        nanos[i] = System.nanoTime() - asked;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-52s p50 %s, p99 %s, greatest %s of %d%n",
        "invalidation asked for until heard through Kafka",
        Comparison.time(nanos[rounds / 2]),
        Comparison.time(nanos[rounds * 99 / 100]),
        Comparison.time(nanos[rounds - 1]),
        rounds);
  }
}
