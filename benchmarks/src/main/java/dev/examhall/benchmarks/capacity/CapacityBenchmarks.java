package dev.examhall.benchmarks.capacity;

import dev.examhall.benchmarks.Comparison;
import dev.examhall.benchmarks.capacity.WholeSuite.Stored;
import dev.examhall.benchmarks.capacity.WholeSuite.Use;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Students by the hundred at the whole suite on this machine: what they cost when they come, while
 * they work, and when they hand in.
 */
public final class CapacityBenchmarks {

  /** The only one. */
  public static final List<String> NAMES = List.of("students");

  private static final List<Integer> LEVELS =
      Arrays.stream(
              System.getProperty("examhall.bench.students", "500,1000,2000,4000").split(",", -1))
          .map(Integer::valueOf)
          .toList();
  private static final Duration WORK =
      Duration.parse(System.getProperty("examhall.bench.work", "PT60S"));

  /** How many come, or hand in, a second. */
  private static final int A_SECOND = Integer.getInteger("examhall.bench.a-second", 20);

  private static final int FIRST = 400;

  private CapacityBenchmarks() {}

  /** Runs it. */
  public static void run(List<String> names) throws Exception {
    try (WholeSuite suite = WholeSuite.start();
        Crowd crowd = new Crowd(suite.port())) {
      System.out.printf(
          Locale.ROOT,
          "the whole suite and the students on %d cores; saves 1.5 a minute each%n",
          Runtime.getRuntime().availableProcessors());
      // the first ones pay for the compiler
      crowd.come(FIRST, Duration.ofSeconds(FIRST).dividedBy(A_SECOND));
      crowd.work(Duration.ofSeconds(30));
      Look idle = Look.at(suite, crowd);
      Thread.sleep(Duration.ofSeconds(20));
      Look before = Look.at(suite, crowd);
      Look.print(FIRST + " students who do nothing", 0, idle, before);
      int there = FIRST;
      Map<String, Stored> storedBefore = suite.stored();
      int savesBefore = 0;
      for (int level : LEVELS) {
        int more = level - there;
        Look arriving = Look.at(suite, crowd);
        long refusedBefore = crowd.refusals();
        long[] coming = crowd.come(more, Duration.ofSeconds(more).dividedBy(A_SECOND));
        Look arrived = Look.at(suite, crowd);
        Look.print(more + " come", more, arriving, arrived);
        System.out.printf(
            Locale.ROOT,
            "  from the form to the exam: %s; asked to come back %,d times%n",
            Comparison.spread(coming),
            crowd.refusals() - refusedBefore);
        there = level;
        Look working = Look.at(suite, crowd);
        long[] saves = crowd.work(WORK);
        Look worked = Look.at(suite, crowd);
        savesBefore += saves.length;
        Look.print(level + " work", level, working, worked);
        System.out.printf(
            Locale.ROOT,
            "  %,d saves, %.0f/s: %s; %,d streams open; problems %s%n",
            saves.length,
            saves.length / (double) WORK.toSeconds(),
            Comparison.spread(saves),
            crowd.streamsOpen(),
            new TreeMap<>(crowd.problems()));
      }
      Look before2 = Look.at(suite, crowd);
      crowd.handIn(Duration.ofSeconds(there).dividedBy(A_SECOND));
      Look.print(there + " hand in", there, before2, Look.at(suite, crowd));
      Thread.sleep(Duration.ofSeconds(15));
      System.out.printf(
          Locale.ROOT, "stored by %,d more students and %,d saves%n", there - FIRST, savesBefore);
      Map<String, Stored> storedAfter = suite.stored();
      storedAfter.forEach(
          (database, after) -> {
            Stored earlier = storedBefore.getOrDefault(database, after);
            System.out.printf(
                Locale.ROOT,
                "  %-14s %,9d rows, %,7.1f MB%n",
                database,
                after.rows() - earlier.rows(),
                (after.bytes() - earlier.bytes()) / 1e6);
          });
      System.out.println("problems " + new TreeMap<>(crowd.problems()));
    }
  }

  /** A moment. */
  private record Look(long nanos, Map<String, Use> use, long[] bytes, Duration own) {

    static Look at(WholeSuite suite, Crowd crowd) throws IOException {
      return new Look(System.nanoTime(), suite.use(), crowd.bytes(), ownCpu());
    }

    private static Duration ownCpu() {
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof com.sun.management.OperatingSystemMXBean system
          ? Duration.ofNanos(system.getProcessCpuTime())
          : Duration.ZERO;
    }

    /**
     * @param each what costs are divided by; 0: by nothing
     */
    static void print(String what, int each, Look before, Look after) {
      double seconds = (after.nanos - before.nanos) / 1e9;
      StringBuilder line = new StringBuilder();
      double all = 0;
      long memory = 0;
      for (Map.Entry<String, Use> one : after.use.entrySet()) {
        Use earlier = before.use.getOrDefault(one.getKey(), one.getValue());
        double cpu = one.getValue().cpu().minus(earlier.cpu()).toNanos() / 1e9;
        all += cpu;
        memory += one.getValue().megabytes();
        line.append(
            String.format(
                Locale.ROOT,
                " %s %.1f%% %d MB,",
                one.getKey(),
                100 * cpu / seconds,
                one.getValue().megabytes()));
      }
      System.out.printf(
          Locale.ROOT,
          "%s (%.0f s): %.2f cores, %,d MB in all, in %.2f and out %.2f Mbit/s, the students %.2f"
              + " cores%s%n  %s%n",
          what,
          seconds,
          all / seconds,
          memory,
          (after.bytes[0] - before.bytes[0]) * 8 / 1e6 / seconds,
          (after.bytes[1] - before.bytes[1]) * 8 / 1e6 / seconds,
          after.own.minus(before.own).toNanos() / 1e9 / seconds,
          each == 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  "; each %.2f ms of CPU, %.1f and %.1f KB",
                  all * 1000 / each,
                  (after.bytes[0] - before.bytes[0]) / 1e3 / each,
                  (after.bytes[1] - before.bytes[1]) / 1e3 / each),
          line);
    }
  }
}
