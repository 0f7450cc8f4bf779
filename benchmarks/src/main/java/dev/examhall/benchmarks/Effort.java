package dev.examhall.benchmarks;

/**
 * How often things are done.
 *
 * @param part of what gives figures; 0 to 1
 */
public record Effort(double part) {

  /** Enough for figures. */
  public static final Effort MEASURED = new Effort(1);

  /** Each thing a few times, to see that it can be done; its figures mean nothing. */
  public static final Effort TRIED = new Effort(0.005);

  /**
   * How often.
   *
   * @param measured how often for figures
   */
  public int times(int measured) {
    return Math.max(1, (int) (measured * part));
  }

  /**
   * How many rounds.
   *
   * @param measured how many for figures
   */
  public int rounds(int measured) {
    return part < 1 ? 1 : measured;
  }
}
