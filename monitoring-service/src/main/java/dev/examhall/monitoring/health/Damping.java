package dev.examhall.monitoring.health;

import java.time.Duration;

/**
 * When something that keeps failing and coming back counts as unsteady. While it does it is at best
 * DEGRADED, and only a long run of failures makes it DOWN: so that nobody is called each time.
 *
 * @param falls how often it began to fail within the window
 * @param window the time looked back
 * @param calm how long it must not fail to count as steady again
 */
public record Damping(int falls, Duration window, Duration calm) {

  /** How much longer a run of failures has to be while something is unsteady. */
  static final int PATIENCE = 3;

  /** Without damping. */
  public static final Damping NONE = new Damping(Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO);

  public Damping {
    if (falls < 2) {
      throw new IllegalArgumentException("one fall is not unsteadiness");
    }
  }
}
