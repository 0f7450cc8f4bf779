package dev.examhall.examrender.component;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The clock of an attempt. The deadline is personal and comes with the session.
 *
 * @param durationMinutes time on the clock
 * @param warningMinutes first warning, in minutes before the end
 * @param laterWarnings more warnings after the first, in minutes before the end, falling
 * @param autoSubmit whether the answers are handed in when the time is up
 * @param showSeconds whether seconds are shown before the last minute
 */
public record Timer(
    @Nullable String id,
    int durationMinutes,
    int warningMinutes,
    List<Integer> laterWarnings,
    boolean autoSubmit,
    boolean showSeconds)
    implements Component {

  public static final int DEFAULT_DURATION_MINUTES = 60;
  public static final int DEFAULT_WARNING_MINUTES = 10;

  private static final List<Integer> DEFAULT_LATER_WARNINGS = List.of(5, 1);

  public Timer {
    laterWarnings = List.copyOf(laterWarnings);
    if (durationMinutes < 1) {
      throw new IllegalArgumentException("durationMinutes must be positive: " + durationMinutes);
    }
    if (laterWarnings.stream().anyMatch(minutes -> minutes < 1)) {
      throw new IllegalArgumentException("laterWarnings must be positive: " + laterWarnings);
    }
    if (warningMinutes < 0) {
      throw new IllegalArgumentException("warningMinutes must not be negative: " + warningMinutes);
    }
  }

  /** 60 minutes, warnings at 10, 5 and 1, submitted at the end, with seconds. */
  public static Timer of(@Nullable String id) {
    return new Timer(
        id, DEFAULT_DURATION_MINUTES, DEFAULT_WARNING_MINUTES, DEFAULT_LATER_WARNINGS, true, true);
  }

  public Timer withDuration(int minutes) {
    return new Timer(id, minutes, warningMinutes, laterWarnings, autoSubmit, showSeconds);
  }

  public Timer withWarnings(int first, List<Integer> later) {
    return new Timer(id, durationMinutes, first, later, autoSubmit, showSeconds);
  }

  /** The later warnings as the page's scripts read them, such as {@code 5 1}. */
  public String laterWarningsText() {
    return laterWarnings.stream().map(String::valueOf).collect(Collectors.joining(" "));
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
