package dev.examhall.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Two ways of doing the same, measured in turns of a few in one run, so that what else the machine
 * does falls on both. Each round gives a median for each way and the ratio of the medians; what is
 * said is the median of the rounds' ratios, with the least and the greatest.
 */
public final class Comparison {

  /** One measured operation. */
  @FunctionalInterface
  public interface Operation {
    /** Does it once. */
    void run() throws Exception;
  }

  /** So short that what else the machine does falls on both ways, so long that each is warm. */
  private static final int TURN = 50;

  private final String name;
  private final int rounds;
  private final int each;

  /**
   * A comparison.
   *
   * @param each how often each way is done in a round
   */
  public Comparison(String name, int rounds, int each) {
    this.name = name;
    this.rounds = rounds;
    this.each = each;
  }

  /** Measures after two rounds that do not count. */
  public Result run(Operation measured, Operation reference) throws Exception {
    List<long[]> ours = new ArrayList<>();
    List<long[]> theirs = new ArrayList<>();
    for (int round = -2; round < rounds; round++) {
      long[] a = new long[each];
      long[] b = new long[each];
      for (int from = 0; from < each; from += TURN) {
        int to = Math.min(each, from + TURN);
        time(measured, a, from, to);
        time(reference, b, from, to);
      }
      Arrays.sort(a);
      Arrays.sort(b);
      if (round >= 0) {
        ours.add(a);
        theirs.add(b);
      }
    }
    return new Result(name, ours, theirs);
  }

  private static void time(Operation operation, long[] nanos, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      long began = System.nanoTime();
      operation.run();
      nanos[i] = System.nanoTime() - began;
    }
  }

  /** Sorted times of each round. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Result(String name, List<long[]> ours, List<long[]> theirs) {

    /** Median of the rounds' ratios of medians. */
    public double ratio() {
      return middle(ratios());
    }

    /** Prints one line. */
    public Result print() {
      double[] ratios = ratios();
      System.out.printf(
          Locale.ROOT,
          "%-52s %7.2f x  (%.2f to %.2f)   p50 %s against %s, p99 %s against %s%n",
          name,
          middle(ratios),
          ratios[0],
          ratios[ratios.length - 1],
          time(percentile(ours, 0.5)),
          time(percentile(theirs, 0.5)),
          time(percentile(ours, 0.99)),
          time(percentile(theirs, 0.99)));
      return this;
    }

    private double[] ratios() {
      double[] ratios = new double[ours.size()];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = (double) at(ours.get(i), 0.5) / at(theirs.get(i), 0.5);
      }
      Arrays.sort(ratios);
      return ratios;
    }
  }

  /** A percentile of all rounds together. */
  public static long percentile(List<long[]> rounds, double part) {
    long[] all = rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return at(all, part);
  }

  /**
   * Median, 99th percentile and the longest for people.
   *
   * @param sorted nanoseconds, at least one
   */
  public static String spread(long[] sorted) {
    return "p50 %s, p99 %s, longest %s"
        .formatted(time(at(sorted, 0.5)), time(at(sorted, 0.99)), time(sorted[sorted.length - 1]));
  }

  /** Median of the rounds' ratios, with the least and the greatest, for people. */
  public static String ratios(int rounds, IntToDoubleFunction ratioOfRound) {
    double[] ratios = IntStream.range(0, rounds).mapToDouble(ratioOfRound).sorted().toArray();
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", ratios[rounds / 2], ratios[0], ratios[rounds - 1]);
  }

  /** Nanoseconds for people. */
  public static String time(double nanos) {
    return nanos < 10_000
        ? String.format(Locale.ROOT, "%.0f ns", nanos)
        : nanos < 10_000_000
            ? String.format(Locale.ROOT, "%.3f ms", nanos / 1e6)
            : String.format(Locale.ROOT, "%.0f ms", nanos / 1e6);
  }

  private static long at(long[] sorted, double part) {
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))];
  }

  private static double middle(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
