package dev.examhall.monitoring.health;

/** How a service or one of its dependencies is. */
public enum HealthState {
  UP(0),
  /** Works, but something it uses does not, or a threshold is passed. */
  DEGRADED(1),
  DOWN(2),
  /** Nothing is known: not asked yet, or the monitor itself could not ask. It is not DOWN. */
  UNKNOWN(-1);

  private final int severity;

  HealthState(int severity) {
    this.severity = severity;
  }

  /**
   * Whether this is worse than {@code other}; UNKNOWN is neither better nor worse than anything.
   */
  public boolean worseThan(HealthState other) {
    return this != UNKNOWN && other != UNKNOWN && severity > other.severity;
  }

  static HealthState worst(HealthState one, HealthState other) {
    if (one == UNKNOWN) {
      return other;
    }
    return other.worseThan(one) ? other : one;
  }

  static HealthState mildest(HealthState one, HealthState other) {
    return one.worseThan(other) ? other : one;
  }
}
