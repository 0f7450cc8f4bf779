package dev.examhall.monitoring.health;

/**
 * How many observations in a row it takes to believe them.
 *
 * @param failures to get worse, or to become unknown
 * @param successes to get better
 */
public record Thresholds(int failures, int successes) {
  public Thresholds {
    if (failures < 1 || successes < 1) {
      throw new IllegalArgumentException("thresholds are at least 1");
    }
  }
}
