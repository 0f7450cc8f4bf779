package dev.examhall.examrender.component;

import org.jspecify.annotations.Nullable;

/**
 * The clock of an attempt. The deadline is personal and comes with the session.
 *
 * @param durationMinutes time on the clock
 * @param warningMinutes first warning, in minutes before the end
 * @param autoSubmit whether the answers are handed in when the time is up
 * @param showSeconds whether seconds are shown before the last minute
 */
public record Timer(
    @Nullable String id,
    int durationMinutes,
    int warningMinutes,
    boolean autoSubmit,
    boolean showSeconds)
    implements Component {

  public static final int DEFAULT_DURATION_MINUTES = 60;
  public static final int DEFAULT_WARNING_MINUTES = 10;

  public Timer {
    if (durationMinutes < 1) {
      throw new IllegalArgumentException("durationMinutes must be positive: " + durationMinutes);
    }
    if (warningMinutes < 0) {
      throw new IllegalArgumentException("warningMinutes must not be negative: " + warningMinutes);
    }
  }

  /** 60 minutes, a warning at 10, submitted at the end, with seconds. */
  public static Timer of(@Nullable String id) {
    return new Timer(id, DEFAULT_DURATION_MINUTES, DEFAULT_WARNING_MINUTES, true, true);
  }

  public Timer withDuration(int minutes) {
    return new Timer(id, minutes, warningMinutes, autoSubmit, showSeconds);
  }

  /** The whole time as {@code m:ss} or {@code h:mm:ss}: what the clock shows until it runs. */
  public String fullTimeText() {
    return durationMinutes >= 60
        ? "%d:%02d:00".formatted(durationMinutes / 60, durationMinutes % 60)
        : durationMinutes + ":00";
  }

  @Override
  public ComponentType type() {
    return ComponentType.TIMER;
  }
}
