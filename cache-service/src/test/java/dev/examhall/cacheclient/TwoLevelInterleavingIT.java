package dev.examhall.cacheclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.cache.Awaiting;
import dev.examhall.cache.Suite;
import dev.examhall.cacheclient.CacheServiceCalls.Request;
import dev.examhall.cacheclient.CacheServiceCalls.Response;
import dev.examhall.cacheclient.Lookup.Hit;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestRedis;
import dev.examhall.testkit.infrastructure.WithRedis;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.HttpHandlerConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole cache as its callers have it: two processes with near caches, two instances of the
 * service, one real Redis. Every request, every answer, every row that a loader reads and every
 * message about an invalidation waits until it is chosen, and a seeded random number chooses.
 * Whatever the order, no caller gets a value that was read before an invalidation
 *
 * <ul>
 *   <li>that this process made or heard of,
 *   <li>or that came back to anybody longer than the near cache's bound ago,
 * </ul>
 *
 * and Redis never gives one that was read before any invalidation that came back. A third of the
 * messages are lost. One instance of the service asks for an early refresh at every hit.
 *
 * <p>{@code -Dexamhall.seed=} tries other orders, or repeats a failure; it is the first seed then.
 */
@WithRedis
class TwoLevelInterleavingIT {

  private static final int INTERLEAVINGS = Integer.getInteger("examhall.interleavings", 1_500);

  /** The same orders in every build; other ones by the property. */
  private static final long FIRST_SEED = 21_198_109_995_705L;

  private static final int THREADS = 2;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final ParameterizedTypeReference<Long> VERSION =
      ParameterizedTypeReference.forType(Long.class);

  private static final WebClient[] services = new WebClient[2];
  private static final Deadlines deadlines = new Deadlines();
  private static @Nullable Suite suite;

  @BeforeAll
  static void start() {
    TestRedis redis = TestInfrastructure.redis();
    Suite started = new Suite(redis.host(), redis.port(), redis.password(), "127.0.0.1:1");
    suite = started;
    String token = started.identity().service("exam-render-service", "cache-service");
    for (int i = 0; i < services.length; i++) {
      ConfigurableApplicationContext context =
          started.service(
              "logging.level.org.apache.kafka=OFF",
              "logging.level.dev.examhall=ERROR",
              "examhall.cache.longest-wait=0s",
              "examhall.cache.early-refresh=" + (i == 0 ? "0" : "1e15"));
      services[i] =
          WebClient.builder()
              .clientConnector(
                  new HttpHandlerConnector(
                      WebHttpHandlerBuilder.applicationContext(context).build()))
              .defaultHeaders(headers -> headers.setBearerAuth(token))
              .build();
    }
    for (WebClient service : services) {
      Awaiting.until(
          SOON,
          () ->
              service
                  .get()
                  .uri("/api/v1/cache/exam/probe:a?lease=false")
                  .exchangeToMono(answer -> Mono.just(answer.statusCode().value()))
                  .map(status -> status == 404)
                  .onErrorReturn(false)
                  .blockOptional(SOON)
                  .orElse(false));
    }
  }

  @AfterAll
  static void stop() {
    if (suite != null) {
      suite.close();
    }
  }

  @Test
  void noOrderOfEventsShowsAnybodyThePast() {
    long seed = Long.getLong("examhall.seed", FIRST_SEED);
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    int[][] seen = new int[THREADS][Seen.values().length];
    List<Thread> threads =
        IntStream.range(0, THREADS)
            .mapToObj(
                thread ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int i = thread;
                                  i < INTERLEAVINGS && failures.isEmpty();
                                  i += THREADS) {
                                try {
                                  new Interleaving(seed + i, seen[thread]).run();
                                } catch (Throwable e) {
                                  failures.add(e);
                                }
                              }
                            }))
            .toList();
    threads.forEach(TwoLevelInterleavingIT::join);

    assertThat(failures).as("seed %d", seed).isEmpty();
    int[] sums = new int[Seen.values().length];
    for (int[] one : seen) {
      Arrays.setAll(sums, i -> sums[i] + one[i]);
    }
    System.out.println(
        "interleavings="
            + INTERLEAVINGS
            + " "
            + Arrays.stream(Seen.values()).map(s -> s + "=" + sums[s.ordinal()]).toList());
    // Otherwise the orders were not the interesting ones.
    for (Seen one : Seen.values()) {
      assertThat(sums[one.ordinal()]).as("%s", one).isGreaterThan(INTERLEAVINGS / 50);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What must have come up for the orders to count. */
  private enum Seen {
    HIT_IN_REDIS,
    HIT_AT_ONCE,
    LOAD,
    REFRESH,
    REFUSED_FILL,
    LOST_MESSAGE
  }

  /** One random order. Nothing in it runs beside anything else. */
  private static final class Interleaving {

    private final long seed;
    private final Random random;
    private final int[] seen;
    private final String entity;
    private final CacheKey[] keys;
    private final long[] database = {1, 1};
    private final long[] acknowledged = new long[2];
    private final Process[] processes = new Process[2];
    private final List<Runnable> waiting = new ArrayList<>();
    private final Deque<String> history = new ArrayDeque<>();

    /** When an invalidation came back to whoever asked for it. */
    private final List<Acknowledgement> acknowledgements = new ArrayList<>();

    private final int[] writing = new int[2];
    private final boolean[] putting = new boolean[2];
    private long nanos = 1;
    private @Nullable Throwable failure;

    private record Acknowledgement(int key, long version, long at) {}

    private Interleaving(long seed, int[] seen) {
      this.seed = seed;
      this.seen = seen;
      this.random = new Random(seed);
      this.entity = "t" + Long.toString(seed, 36).replace('-', '_');
      this.keys =
          new CacheKey[] {new CacheKey("exam", entity, "a"), new CacheKey("exam", entity, "b")};
      for (int i = 0; i < processes.length; i++) {
        processes[i] = new Process(i);
      }
    }

    /** A caller's process: all of the starter but Kafka. */
    private final class Process {
      final int id;
      final Stamps stamps = new Stamps();
      final long[] floor = new long[2];
      final TwoLevelCache cache;
      final Background background;

      /** The pattern whose invalidation is being asked for just now. */
      @Nullable String asking;

      Process(int id) {
        this.id = id;
        CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
        this.background = new Background(metrics);
        CacheServiceClient client =
            new CacheServiceClient(
                exchange(),
                deadlines,
                JsonMapper.builder().build(),
                CircuitBreaker.ofDefaults("test"),
                Duration.ofHours(1));
        this.cache =
            new TwoLevelCache(
                properties(),
                new NearCache(stamps, 1000, BOUND, () -> nanos),
                stamps,
                new PendingInvalidations(
                    stamps, client::invalidate, background, 1000, Duration.ofHours(1)),
                client,
                new ValueCodec(JsonMapper.builder().build(), 1 << 20, 1 << 20),
                background,
                metrics,
                new CacheSpans(ObservationRegistry.NOOP));
      }

      /** A request waits before it is sent, and its answer before it arrives. */
      private CacheServiceCalls exchange() {
        return request -> {
          Sinks.One<Response> arrival = Sinks.one();
          String what = id + " " + request.method() + " " + request.path();
          String pattern = asking;
          waiting.add(
              () -> {
                Response answer = send(request, pattern);
                note(what + " -> " + answer.status());
                count(request, answer);
                waiting.add(() -> arrival.tryEmitValue(answer));
              });
          return arrival.asMono();
        };
      }

      private Response send(Request request, @Nullable String pattern) {
        Response whole = ask(services[random.nextInt(services.length)], request);
        if (pattern != null && whole.status() / 100 == 2) {
          tellTheOthers(CachePattern.parse(pattern));
        }
        return whole;
      }

      /** What the answer makes known to the processes through Kafka, or doesn't. */
      private void tellTheOthers(CachePattern pattern) {
        // What the pattern does not cover is not invalidated yet, though somebody asked for it.
        long[] versions = new long[keys.length];
        for (int key = 0; key < keys.length; key++) {
          versions[key] = pattern.mayCover(keys[key]) ? invalidated[key] : 0;
        }
        for (Process other : processes) {
          waiting.add(
              () -> {
                if (random.nextInt(3) == 0) {
                  seen[Seen.LOST_MESSAGE.ordinal()]++;
                } else {
                  other.stamps.invalidate(pattern);
                  for (int key = 0; key < keys.length; key++) {
                    other.floor[key] = Math.max(other.floor[key], versions[key]);
                  }
                  note(other.id + " heard " + Arrays.toString(versions));
                }
              });
        }
      }

      private void count(Request request, Response answer) {
        int status = answer.status();
        if (status == 200 && request.method().equals("GET")) {
          seen[Seen.HIT_IN_REDIS.ordinal()]++;
          if (answer.header(CacheServiceClient.FILL_TOKEN) != null) {
            seen[Seen.REFRESH.ordinal()]++;
          }
        }
        if (status == 409) {
          seen[Seen.REFUSED_FILL.ordinal()]++;
        }
      }

      /** A loader: reads its row at one time, and comes back at another. */
      private Mono<Long> load(int key) {
        return Mono.defer(
            () -> {
              Sinks.One<Long> row = Sinks.one();
              waiting.add(
                  () -> {
                    long read = database[key];
                    seen[Seen.LOAD.ordinal()]++;
                    note(id + " read row " + key + '=' + read);
                    waiting.add(() -> row.tryEmitValue(read));
                  });
              return row.asMono();
            });
      }

      void read(int key) {
        long least = Math.max(floor[key], acknowledgedBefore(key, nanos - BOUND.toNanos()));
        int requests = waiting.size();
        Mono<Long> found =
            random.nextInt(4) == 0
                ? cache.get(keys[key], VERSION)
                : cache.getOrLoad(keys[key], VERSION, CacheOptions.DEFAULTS, load(key));
        note(id + " asks for " + key + " not below " + least);
        found.subscribe(
            value -> {
              note(id + " got " + key + '=' + value);
              if (value < least) {
                fail("process %d got %d=%d, not at least %d".formatted(id, key, value, least));
              }
            },
            this::broken);
        if (waiting.size() == requests) {
          seen[Seen.HIT_AT_ONCE.ordinal()]++;
        }
      }

      /** Puts keep what they are given: their callers see to it that nobody else writes. */
      void put(int key) {
        if (writing[key] > 0) {
          return;
        }
        putting[key] = true;
        writing[key]++;
        long version = ++database[key];
        note(id + " puts " + key + '=' + version);
        cache
            .put(keys[key], version, CacheOptions.DEFAULTS)
            .subscribe(nothing -> {}, this::broken, () -> acknowledge(key, version));
      }

      void write(int key) {
        if (putting[key]) {
          return;
        }
        writing[key]++;
        long version = ++database[key];
        note(id + " wrote " + key + '=' + version);
        waiting.add(
            () -> {
              invalidated[key] = Math.max(invalidated[key], version);
              asking = pattern(key);
              cache
                  .invalidate(asking)
                  .subscribe(nothing -> {}, this::broken, () -> acknowledge(key, version));
              asking = null;
            });
      }

      private void acknowledge(int key, long version) {
        note(id + " has its acknowledgement of " + key + '=' + version);
        putting[key] = false;
        writing[key]--;
        acknowledged[key] = Math.max(acknowledged[key], version);
        acknowledgements.add(new Acknowledgement(key, version, nanos));
        floor[key] = Math.max(floor[key], version);
      }

      private void broken(Throwable error) {
        failure = error;
      }
    }

    /** The newest versions whose invalidation was asked for. */
    private final long[] invalidated = new long[2];

    private String pattern(int key) {
      return switch (random.nextInt(8)) {
        case 0, 1, 2 -> keys[key].toString();
        case 3 -> "exam:*";
        default -> "exam:" + entity + ":*";
      };
    }

    private long acknowledgedBefore(int key, long at) {
      return acknowledgements.stream()
          .filter(one -> one.key == key && one.at <= at)
          .mapToLong(Acknowledgement::version)
          .max()
          .orElse(0);
    }

    void run() throws Exception {
      int events = 8 + random.nextInt(8);
      while (events > 0 || !waiting.isEmpty()) {
        if (events > 0 && (waiting.isEmpty() || random.nextInt(3) == 0)) {
          events--;
          Process process = processes[random.nextInt(processes.length)];
          int key = random.nextInt(keys.length);
          switch (random.nextInt(8)) {
            case 0 -> process.put(key);
            case 1, 2 -> process.write(key);
            case 3 -> nanos += Duration.ofMillis(random.nextInt(12_000)).toNanos();
            default -> process.read(key);
          }
        } else {
          waiting.remove(random.nextInt(waiting.size())).run();
        }
        nanos += Duration.ofMillis(random.nextInt(20)).toNanos();
        if (failure != null) {
          throw new AssertionError("seed " + seed + ": " + history, failure);
        }
      }
      checkRedis();
      for (Process process : processes) {
        // What it would repeat in an hour keeps all of it in memory until then.
        process.background.destroy();
      }
    }

    /** At the end, and so at any time: an order may end after each event. */
    private void checkRedis() throws Exception {
      CacheServiceClient client =
          new CacheServiceClient(
              request -> Mono.fromSupplier(() -> ask(services[0], request)),
              deadlines,
              JsonMapper.builder().build(),
              CircuitBreaker.ofDefaults("test"),
              SOON);
      for (int key = 0; key < keys.length; key++) {
        if (client.peek(keys[key]).block(SOON) instanceof Hit hit) {
          Long found =
              (Long)
                  new ValueCodec(JsonMapper.builder().build(), 1, 1)
                      .decode(Long.class, hit.payload());
          if (found == null || found < acknowledged[key]) {
            fail("Redis has %d=%d, not at least %d".formatted(key, found, acknowledged[key]));
            throw new AssertionError("seed " + seed + ": " + history, failure);
          }
        }
      }
    }

    private void note(String what) {
      history.add(what);
    }

    private void fail(String why) {
      if (failure == null) {
        failure = new AssertionError(why);
      }
    }
  }

  private static Response ask(WebClient service, Request request) {
    WebClient.RequestBodySpec asked =
        service
            .method(HttpMethod.valueOf(request.method()))
            .uri(request.path())
            .headers(headers -> request.headers().forEach(headers::set));
    byte[] body = request.body();
    return Objects.requireNonNull(
        (body == null ? asked : asked.bodyValue(body))
            .exchangeToMono(
                answer ->
                    answer
                        .bodyToMono(byte[].class)
                        .defaultIfEmpty(new byte[0])
                        .map(
                            bytes ->
                                new Response(
                                    answer.statusCode().value(),
                                    answer.headers().asHttpHeaders()::getFirst,
                                    bytes)))
            .block(SOON));
  }

  private static CacheClientProperties properties() {
    return new CacheClientProperties(
        true,
        URI.create(""),
        Set.of("exam"),
        SOON,
        SOON,
        1,
        Duration.ZERO,
        Duration.ofHours(1),
        org.springframework.util.unit.DataSize.ofMegabytes(1),
        org.springframework.util.unit.DataSize.ofMegabytes(1),
        new CacheClientProperties.Near(1000, BOUND),
        new CacheClientProperties.CircuitBreaker(50, 10, Duration.ofSeconds(2)),
        new CacheClientProperties.Invalidations(true, 1000, Duration.ofHours(1)));
  }
}
