package dev.examhall.chaos;

import java.time.Duration;

/**
 * One thing that is done to one target.
 *
 * @param number its place in the plan, from 1
 * @param target a process ({@code redis}) or a link ({@code gateway>redis})
 * @param lasts until it is taken back; nothing for a kill, which the launcher heals
 * @param pause what a slow link holds each piece back for; zero for other kinds
 * @param overlaps whether it begins before the fault before it has healed
 * @param calm how long nothing is done afterwards
 */
record Fault(
    int number,
    Kind kind,
    String target,
    Duration lasts,
    Duration pause,
    boolean overlaps,
    Duration calm) {

  enum Kind {
    /** Ended by SIGKILL; the launcher starts it again. */
    KILL("killed"),
    /** Stopped by SIGSTOP: it keeps its connections and answers nothing. */
    PAUSE("paused"),
    /** Connections are reset, new ones are refused. */
    CUT("cut"),
    /** Connections stay, nothing comes through. */
    SILENCE("silent"),
    /** Everything comes later. */
    SLOW("slow");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  @Override
  public String toString() {
    String detail =
        switch (kind) {
          case KILL -> "";
          case PAUSE, CUT, SILENCE -> " for " + seconds(lasts);
          case SLOW -> " by " + pause.toMillis() + " ms for " + seconds(lasts);
        };
    return target + ' ' + kind.word() + detail + (overlaps ? ", meanwhile" : "");
  }

  static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
