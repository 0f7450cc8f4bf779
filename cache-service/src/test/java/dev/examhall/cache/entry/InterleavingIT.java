package dev.examhall.cache.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.cache.Awaiting;
import dev.examhall.cache.Suite;
import dev.examhall.cache.entry.Entries.Answer;
import dev.examhall.cache.entry.Entries.Filling;
import dev.examhall.cache.invalidation.Invalidations;
import dev.examhall.cache.key.EntryKey;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import dev.examhall.testkit.infrastructure.TestRedis;
import dev.examhall.testkit.infrastructure.WithRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;

/**
 * Takes loads, refreshes, puts and invalidations apart into their steps, and runs the steps in
 * random orders on two instances over one real Redis. Whatever the order, no reader gets a value
 * that was read from the database before an invalidation that was acknowledged.
 */
@WithRedis
class InterleavingIT {

  private static final int INTERLEAVINGS = 10_000;
  private static final int THREADS = 4;
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Instance[] instances = new Instance[2];
  private static @Nullable Suite suite;

  private record Instance(
      Entries entries, EntryRepository repository, Invalidations invalidations) {}

  @BeforeAll
  static void start() {
    TestRedis redis = TestInfrastructure.redis();
    Suite started = new Suite(redis.host(), redis.port(), redis.password(), "127.0.0.1:1");
    suite = started;
    for (int i = 0; i < instances.length; i++) {
      ConfigurableApplicationContext context =
          started.service("logging.level.org.apache.kafka=OFF", "logging.level.dev.examhall=WARN");
      instances[i] =
          new Instance(
              context.getBean(Entries.class),
              context.getBean(EntryRepository.class),
              context.getBean(Invalidations.class));
    }
    EntryKey probe = EntryKey.parse("exam", "probe:a");
    for (Instance instance : instances) {
      Awaiting.until(
          SOON,
          () ->
              Boolean.TRUE.equals(
                  instance
                      .entries()
                      .read(probe, new Entries.Wish(false, Duration.ZERO))
                      .map(answer -> true)
                      .onErrorReturn(false)
                      .block(SOON)));
    }
  }

  @AfterAll
  static void stop() {
    if (suite != null) {
      suite.close();
    }
  }

  @Test
  void noOrderOfStepsLetsAnOldValueBeRead() {
    long seed = Long.getLong("examhall.seed", System.nanoTime());
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    int[] hits = new int[THREADS];
    int[] refused = new int[THREADS];
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int i = thread; i < INTERLEAVINGS; i += THREADS) {
                        Interleaving one = new Interleaving(seed + i);
                        one.run();
                        hits[thread] += one.hits;
                        refused[thread] += one.refused;
                      }
                    } catch (Throwable e) {
                      failures.add(e);
                    }
                  }));
    }
    threads.forEach(InterleavingIT::join);

    assertThat(failures).as("seed %d", seed).isEmpty();
    // Otherwise the orders were not the interesting ones.
    assertThat(IntStream.of(hits).sum()).isGreaterThan(INTERLEAVINGS / 4);
    assertThat(IntStream.of(refused).sum()).isGreaterThan(INTERLEAVINGS / 4);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One random order of the steps of a few actors on the two keys of one exam. */
  private static final class Interleaving {

    private final Random random;
    private final long seed;
    private final EntryKey[] keys;
    private final long[] database = {1, 1};
    private final long[] acknowledged = new long[2];
    private final List<String> history = new ArrayList<>();
    private int hits;
    private int refused;

    private Interleaving(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      String entity = "e" + Long.toString(seed, 36).replace('-', '_');
      this.keys =
          new EntryKey[] {
            EntryKey.parse("exam", entity + ":a"), EntryKey.parse("exam", entity + ":b")
          };
    }

    /** What an actor does next; returns null when it has done all. */
    private interface Step {
      @Nullable Step run();
    }

    void run() {
      List<Step> actors = new ArrayList<>();
      int count = 3 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        actors.add(actor());
      }
      actors.add(this::writer);
      while (!actors.isEmpty()) {
        int next = random.nextInt(actors.size());
        Step after = actors.get(next).run();
        if (after == null) {
          actors.remove(next);
        } else {
          actors.set(next, after);
        }
      }
      for (int key = 0; key < keys.length; key++) {
        read(key);
      }
    }

    private Step actor() {
      return switch (random.nextInt(6)) {
        case 0, 1 -> this::loader;
        case 2 -> this::refresher;
        case 3 -> this::putter;
        default -> this::writer;
      };
    }

    private @Nullable Step loader() {
      int key = random.nextInt(2);
      Answer answer = read(key);
      if (answer instanceof Answer.Miss miss && miss.token() != null) {
        FillToken token = miss.token();
        return () -> loads(key, token);
      }
      return null;
    }

    private @Nullable Step refresher() {
      int key = random.nextInt(2);
      Opened opened =
          value(instance().repository().open(keys[key], "r", Duration.ofMillis(50), true));
      history.add("token for " + key);
      return opened instanceof Opened.Token token ? () -> loads(key, token.token()) : null;
    }

    private Step loads(int key, FillToken token) {
      long read = database[key];
      history.add("loaded " + key + '=' + read);
      return () -> fill(key, token, read);
    }

    private @Nullable Step fill(int key, FillToken token, long read) {
      boolean stored = value(instance().entries().fill(keys[key], token, filling(read)));
      history.add("fill " + key + '=' + read + (stored ? " stored" : " refused"));
      refused += stored ? 0 : 1;
      return null;
    }

    private @Nullable Step putter() {
      int key = random.nextInt(2);
      long version = ++database[key];
      value(instance().entries().put(keys[key], filling(version)));
      acknowledged[key] = version;
      history.add("put " + key + '=' + version);
      return null;
    }

    private Step writer() {
      int key = random.nextInt(2);
      database[key]++;
      history.add("wrote " + key + '=' + database[key]);
      return () -> invalidate(key);
    }

    private @Nullable Step invalidate(int key) {
      long version = database[key];
      EntryKey one = keys[key];
      Invalidations invalidations = instance().invalidations();
      int how = random.nextInt(16);
      if (how < 6) {
        invalidations.delete(one).block(SOON);
      } else if (how < 12) {
        value(invalidations.invalidate(List.of("exam:" + one.entity() + ":*"), List.of()));
      } else if (how < 15) {
        value(invalidations.invalidate(List.of(), List.of("tag:" + one.entity())));
      } else {
        value(invalidations.invalidate(List.of("exam:*"), List.of()));
      }
      acknowledged[key] = Math.max(acknowledged[key], version);
      history.add("invalidated " + key + " at " + version + " by way " + how);
      return null;
    }

    private Mono<Answer> eitherWay(Entries entries, EntryKey key) {
      Entries.Wish wish = new Entries.Wish(true, Duration.ZERO);
      if (random.nextBoolean()) {
        return entries.read(key, wish);
      }
      return Mono.<Mono<Answer>>create(
              sink ->
                  entries.read(
                      key,
                      wish,
                      new Entries.Then() {
                        @Override
                        public void answer(Answer answer) {
                          sink.success(Mono.just(answer));
                        }

                        @Override
                        public void goOn(Mono<Answer> rest) {
                          sink.success(rest);
                        }
                      }))
          .flatMap(rest -> rest);
    }

    private Answer read(int key) {
      long floor = acknowledged[key];
      Answer answer = value(eitherWay(instance().entries(), keys[key]));
      if (answer instanceof Answer.Hit hit) {
        hits++;
        long found =
            Long.parseLong(StandardCharsets.US_ASCII.decode(hit.value().body()).toString());
        history.add("hit " + key + '=' + found);
        assertThat(found).as("seed %d: %s", seed, history).isGreaterThanOrEqualTo(floor);
      } else {
        history.add("miss " + key);
      }
      return answer;
    }

    private Filling filling(long version) {
      return new Filling(
          Duration.ofMinutes(1),
          Duration.ZERO,
          List.of("tag:" + keys[0].entity()),
          Duration.ZERO,
          "text/plain",
          null,
          Long.toString(version).getBytes(StandardCharsets.US_ASCII));
    }

    private Instance instance() {
      return instances[random.nextInt(instances.length)];
    }

    private static <T> T value(reactor.core.publisher.Mono<T> mono) {
      T value = mono.block(SOON);
      assertThat(value).isNotNull();
      return value;
    }
  }
}
