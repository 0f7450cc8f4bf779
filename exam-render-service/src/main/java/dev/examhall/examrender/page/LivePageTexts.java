package dev.examhall.examrender.page;

import dev.examhall.examrender.session.Incident;
import dev.examhall.examrender.session.LiveSession;
import dev.examhall.examrender.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the live board without scripts says things. */
public final class LivePageTexts {

  /** What can be done to a clock, in the order of the form. */
  public static final List<String> KINDS = List.of("EXTRA_TIME", "PAUSE", "RESUME", "END");

  private LivePageTexts() {}

  /** Ending of the badge's class. */
  public static String tone(Incident incident) {
    return switch (incident) {
      case CONNECTION_LOST, UNSENT_ANSWERS -> "danger";
      case PAUSED, LITTLE_TIME -> "info";
      case LOADING, PLAYS_OVER, NO_SAVE -> "warning";
    };
  }

  /** How long ago. */
  public static String ago(@Nullable Instant then, Instant now, Texts texts) {
    return then == null
        ? texts.of("live.never")
        : texts.of(
            "live.seconds-ago",
            String.valueOf(Math.max(0, Duration.between(then, now).toSeconds())));
  }

  /** Time left in minutes, rounded up. */
  public static String left(LiveSession session, Instant now, Texts texts) {
    Instant deadline = session.deadline();
    if (deadline == null) {
      return "–";
    }
    Instant from = session.pausedAt() == null ? now : session.pausedAt();
    long seconds = Math.max(0, Duration.between(from, deadline).toSeconds());
    return texts.of("live.minutes-left", String.valueOf((seconds + 59) / 60));
  }
}
