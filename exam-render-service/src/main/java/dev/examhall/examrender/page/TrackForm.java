package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.TrackRange;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A track as it was typed into a form.
 *
 * @param index tells the form's tracks apart
 * @param error key of what is wrong with it; null if nothing is
 */
public record TrackForm(
    int index, String name, String first, String last, String plays, @Nullable String error) {

  private static final int LONGEST_NAME = 200;
  private static final int MOST_PLAYS = 100;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

  static TrackForm empty(int index) {
    return new TrackForm(index, "", "", "", "", null);
  }

  TrackForm with(@Nullable String problem) {
    return new TrackForm(index, name, first, last, plays, problem);
  }

  /** The key of what is wrong with it by itself, or null. */
  @Nullable String problem(int questionCount) {
    if (name.length() > LONGEST_NAME) {
      return "exam.error.track-name";
    }
    if (!NUMBER.matcher(first).matches() || !NUMBER.matcher(last).matches()) {
      return "exam.error.track-range";
    }
    TrackRange range = range();
    if (range.first() < 1 || range.last() < range.first() || range.last() > questionCount) {
      return "exam.error.track-range";
    }
    boolean plausible =
        plays.isEmpty()
            || (NUMBER.matcher(plays).matches()
                && Integer.parseInt(plays) >= 1
                && Integer.parseInt(plays) <= MOST_PLAYS);
    return plausible ? null : "exam.error.track-plays";
  }

  TrackRange range() {
    return new TrackRange(Integer.parseInt(first), Integer.parseInt(last));
  }

  @Nullable Integer playLimit() {
    return plays.isEmpty() ? null : Integer.valueOf(plays);
  }
}
