package dev.examhall.examrender.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of classical test theory over the scores of one exam's papers. All papers have points
 * for the same questions; points are those that were won.
 *
 * <p>Variances are those of the papers at hand (divided by n, not by n − 1), as is usual for
 * reliability; the coefficients are the same either way. Definitions: M. J. Allen and W. M. Yen,
 * <i>Introduction to Measurement Theory</i> (1979). Checked against the worked example of KR-20 by
 * K. L. Wuensch (East Carolina University, StatHelp/KR20) and against what is published of the data
 * set <i>attitude</i> (S. Chatterjee and B. Price, <i>Regression Analysis by Example</i>, 1977, in
 * the documentation of R and of its package psych).
 */
final class ItemStatistics {

  /** The share of the papers in the upper and in the lower group: T. L. Kelley (1939). */
  private static final double GROUP = 0.27;

  private ItemStatistics() {}

  /**
   * How easy a question was: the mean of its points as a share of what it is worth, 0 to 1.
   *
   * @param points of each paper
   * @param worth of the question, more than 0
   */
  static double facility(double[] points, double worth) {
    return mean(points) / worth;
  }

  /**
   * The point-biserial correlation, corrected: of a question's points with the sum of the other
   * questions'. Pearson's coefficient, to which the point-biserial one is equal where points are
   * all or nothing.
   *
   * @return from −1 to 1; null where it is not defined, since all have the same
   */
  static @Nullable Double discrimination(double[] item, double[] totals) {
    double[] rest = IntStream.range(0, item.length).mapToDouble(i -> totals[i] - item[i]).toArray();
    return correlation(item, rest);
  }

  /** Pearson's product-moment correlation; null where one of both does not vary. */
  static @Nullable Double correlation(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double products = 0;
    double squaresX = 0;
    double squaresY = 0;
    for (int i = 0; i < x.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squaresX += (x[i] - meanX) * (x[i] - meanX);
      squaresY += (y[i] - meanY) * (y[i] - meanY);
    }
    double least = 1e-12;
    return squaresX < least || squaresY < least ? null : products / Math.sqrt(squaresX * squaresY);
  }

  /**
   * The difference of facility between the best and the worst 27 % of the papers by total, at least
   * one paper each (T. L. Kelley, <i>The selection of upper and lower groups for the validation of
   * test items</i>, Journal of Educational Psychology 30, 1939).
   *
   * @return from −1 to 1; null for fewer than two papers
   */
  static @Nullable Double upperLower(double[] item, double worth, double[] totals) {
    if (item.length < 2) {
      return null;
    }
    Groups groups = groups(totals);
    double upper = groups.upper().stream().mapToDouble(i -> item[i]).sum();
    double lower = groups.lower().stream().mapToDouble(i -> item[i]).sum();
    return (upper - lower) / (groups.upper().size() * worth);
  }

  /**
   * Indices of papers.
   *
   * @param all of them
   * @param upper the best 27 % by total, at least one
   * @param lower the worst 27 %, as many
   */
  record Groups(List<Integer> all, List<Integer> upper, List<Integer> lower) {}

  static Groups groups(double[] totals) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, totals.length).boxed().toList());
    order.sort(Comparator.comparingDouble(i -> totals[i]));
    int size = Math.min(totals.length, Math.max(1, (int) Math.round(totals.length * GROUP)));
    return new Groups(
        List.copyOf(order),
        List.copyOf(order.subList(order.size() - size, order.size())),
        List.copyOf(order.subList(0, size)));
  }

  /**
   * Cronbach's alpha (L. J. Cronbach, <i>Coefficient alpha and the internal structure of tests</i>,
   * Psychometrika 16, 1951); KR-20 where every question is right or wrong.
   *
   * @param items points by question, then by paper
   * @return at most 1; null for fewer than two questions or papers, or where totals do not vary
   */
  static @Nullable Double alpha(double[][] items) {
    int k = items.length;
    if (k < 2 || items[0].length < 2) {
      return null;
    }
    int n = items[0].length;
    double[] totals = new double[n];
    double ofItems = 0;
    for (double[] item : items) {
      ofItems += variance(item);
      for (int i = 0; i < n; i++) {
        totals[i] += item[i];
      }
    }
    double ofTotals = variance(totals);
    return ofTotals < 1e-12 ? null : (double) k / (k - 1) * (1 - ofItems / ofTotals);
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  /** Divided by n. */
  static double variance(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return values.length == 0 ? 0 : squares / values.length;
  }

  /** The value in the middle, or the mean of both; 0 of none. */
  /**
   * The value that a share of all are below, between two values by their distance (definition 7 of
   * Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996).
   *
   * @param share 0 to 1
   */
  static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = (sorted.length - 1) * share;
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? 0 : n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
}
