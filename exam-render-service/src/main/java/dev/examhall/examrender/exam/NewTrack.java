package dev.examhall.examrender.exam;

import dev.examhall.examrender.media.StoredMedia;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A track of an exam that is being made.
 *
 * @param playLimit how often it may be heard; null for as often as one likes
 */
public record NewTrack(
    String name, TrackRange range, @Nullable Integer playLimit, StoredMedia file) {

  /** Questions that are in this track's range and in one of the others'. */
  public static Optional<TrackRange> overlap(TrackRange range, List<TrackRange> others) {
    return others.stream()
        .filter(other -> other.first() <= range.last() && range.first() <= other.last())
        .findFirst();
  }
}
