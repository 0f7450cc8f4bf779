package dev.examhall.benchmarks.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.examhall.benchmarks.Comparison;
import dev.examhall.cacheclient.CacheKey;
import dev.examhall.cacheclient.CacheOptions;
import dev.examhall.cacheclient.CacheResult;
import dev.examhall.cacheclient.ExamhallCache;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** A hit in the near cache against a hit in a Caffeine with the same settings. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NearHit {

  private static final CacheKey KEY = new CacheKey("exam", "42", "summary");
  private static final CacheOptions OPTIONS = CacheOptions.ttl(Duration.ofHours(1));
  private static final Mono<String> LOAD = Mono.just("loaded");

  private final Cache<CacheKey, String> caffeine =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(10)).build();

  @SuppressWarnings("NullAway.Init") // set up by JMH
  private ConfigurableApplicationContext context;

  @SuppressWarnings("NullAway.Init")
  private ExamhallCache cache;

  @SuppressWarnings("NullAway.Init")
  private Exams exams;

  /** What an application's bean looks like. */
  public static class Exams {

    /** Kept. */
    @CacheResult(prefix = "exam", entity = "#examId", key = "'name'")
    public String name(String examId) {
      return "exam " + examId;
    }

    /** Kept too. */
    @CacheResult(prefix = "exam", entity = "#examId", key = "'title'")
    public Mono<String> title(String examId) {
      return Mono.just("exam " + examId);
    }
  }

  /** An application. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  public static class Application {
    @Bean
    Exams exams() {
      return new Exams();
    }
  }

  /** Without cache-service: hits never get there. */
  @Setup
  public void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .run(
                "--spring.application.name=bench",
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--logging.level.root=WARN",
                "--examhall.identity.internal-secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
                "--examhall.cache-client.url=http://127.0.0.1:1",
                "--examhall.cache-client.invalidations.listen=false");
    cache = context.getBean(ExamhallCache.class);
    exams = context.getBean(Exams.class);
  }

  /** Ends it. */
  @TearDown
  public void stop() {
    context.close();
  }

  /** The reference. */
  @Benchmark
  public Object caffeine() {
    return caffeine.get(KEY, key -> "loaded");
  }

  /** A value that is not asked for through Reactor. */
  @Benchmark
  public Object annotatedValue() {
    return exams.name("42");
  }

  /** As most of the suite asks. */
  @Benchmark
  public @Nullable Object annotatedMono() {
    return exams.title("42").block();
  }

  /** Without an annotation. */
  @Benchmark
  public @Nullable Object getOrLoad() {
    return cache.getOrLoad(KEY, String.class, OPTIONS, LOAD).block();
  }

  static void run() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(NearHit.class.getName() + "\\..*")
                    .jvmArgsAppend("--enable-native-access=ALL-UNNAMED")
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Statistics reference = statistics(results, "caffeine");
    for (String name : new String[] {"getOrLoad", "annotatedMono", "annotatedValue"}) {
      Statistics ours = statistics(results, name);
      System.out.printf(
          Locale.ROOT,
          "%-52s %7.2f x  (%.2f to %.2f)   p50 %s against %s%n",
          "near hit, " + name + " : Caffeine hit",
          ours.getPercentile(50) / reference.getPercentile(50),
          ours.getMin() / reference.getMax(),
          ours.getMax() / reference.getMin(),
          Comparison.time(ours.getPercentile(50)),
          Comparison.time(reference.getPercentile(50)));
    }
  }

  private static Statistics statistics(Collection<RunResult> results, String name) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith('.' + name))
        .findFirst()
        .orElseThrow()
        .getPrimaryResult()
        .getStatistics();
  }
}
