package dev.examhall.monitoring.health;

/**
 * How many observations in a row it takes to believe them.
 *
 * @param failures to get worse, or to become unknown
 * @param successes to get better
 * @param damping of what keeps changing
 */
public record Thresholds(int failures, int successes, Damping damping) {
  public Thresholds {
    if (failures < 1 || successes < 1) {
      throw new IllegalArgumentException("thresholds are at least 1");
    }
  }

  /** Without damping. */
  public Thresholds(int failures, int successes) {
    this(failures, successes, Damping.NONE);
  }

  int failuresOf(Steadiness steadiness) {
    return steadiness.unsteady() ? failures * Damping.PATIENCE : failures;
  }
}
