package dev.examhall.benchmarks;

import dev.examhall.benchmarks.activity.ActivityBenchmarks;
import dev.examhall.benchmarks.assets.AssetBenchmarks;
import dev.examhall.benchmarks.cache.CacheBenchmarks;
import dev.examhall.benchmarks.capacity.CapacityBenchmarks;
import dev.examhall.benchmarks.exam.ExamBenchmarks;
import dev.examhall.benchmarks.exam.ObservabilityBenchmarks;
import dev.examhall.benchmarks.gateway.GatewayBenchmarks;
import dev.examhall.benchmarks.restart.RestartBenchmarks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
   * @param arguments a group, and which of it; all of it without names
   */
  public static void main(String[] arguments) throws Exception {
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    Group group = GROUPS.get(rest.isEmpty() ? "" : rest.removeFirst());
    if (group == null || !group.names.containsAll(rest)) {
      GROUPS.forEach((name, one) -> System.err.println("bench " + name + " " + one.names));
      System.exit(2);
      return;
    }
    group.runner.run(rest.isEmpty() ? group.names : List.copyOf(rest));
    System.exit(0);
  }
}
