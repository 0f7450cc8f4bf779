package dev.examhall.benchmarks;

import dev.examhall.benchmarks.activity.ActivityBenchmarks;
import dev.examhall.benchmarks.assets.AssetBenchmarks;
import dev.examhall.benchmarks.cache.CacheBenchmarks;
import dev.examhall.benchmarks.capacity.CapacityBenchmarks;
import dev.examhall.benchmarks.exam.ExamBenchmarks;
import dev.examhall.benchmarks.exam.ObservabilityBenchmarks;
import dev.examhall.benchmarks.gateway.GatewayBenchmarks;
import dev.examhall.benchmarks.restart.RestartBenchmarks;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs benchmarks by name: {@code cache} is all of the cache's, {@code cache get batch} are some of
 * them.
 */
public final class Benchmarks {

  private static final Map<String, Group> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put(
        "assets",
        new Group(AssetBenchmarks.NAMES, names -> AssetBenchmarks.run(names, Effort.MEASURED)));
    GROUPS.put("exam", new Group(ExamBenchmarks.NAMES, ExamBenchmarks::run));
    GROUPS.put(
        "observability", new Group(ObservabilityBenchmarks.NAMES, ObservabilityBenchmarks::run));
    GROUPS.put("gateway", new Group(GatewayBenchmarks.NAMES, GatewayBenchmarks::run));
    GROUPS.put("activity", new Group(ActivityBenchmarks.NAMES, ActivityBenchmarks::run));
    GROUPS.put("restarts", new Group(RestartBenchmarks.NAMES, RestartBenchmarks::run));
    GROUPS.put("capacity", new Group(CapacityBenchmarks.NAMES, CapacityBenchmarks::run));
    GROUPS.put("cache", new Group(CacheBenchmarks.NAMES, CacheBenchmarks::run));
  }

  private Benchmarks() {}

  /** Runs some of a group's benchmarks. */
  @FunctionalInterface
  interface Runner {
    void run(List<String> names) throws Exception;
  }

  private record Group(List<String> names, Runner runner) {}

  /**
   * The command.
   *
   * @param arguments a group, and which of it; all of it without names; {@code --report} keeps what
   *     is printed in {@code docs}
   */
  public static void main(String[] arguments) throws Exception {
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    boolean report = rest.removeIf("--report"::equals);
    String what = String.join(" ", rest);
    Group group = GROUPS.get(rest.isEmpty() ? "" : rest.removeFirst());
    if (group == null || !group.names.containsAll(rest)) {
      GROUPS.forEach((name, one) -> System.err.println("bench " + name + " " + one.names));
      System.exit(2);
      return;
    }
    List<String> names = rest.isEmpty() ? group.names : List.copyOf(rest);
    if (report) {
      Path home = Path.of(Objects.requireNonNull(System.getProperty("examhall.home")));
      new Report(home).of(what, () -> group.runner.run(names));
    } else {
      group.runner.run(names);
    }
    System.exit(0);
  }
}
