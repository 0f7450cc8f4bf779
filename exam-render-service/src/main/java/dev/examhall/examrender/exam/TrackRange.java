package dev.examhall.examrender.exam;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The questions a track is for, both ends inclusive. */
public record TrackRange(int first, int last) {

  /** What is wrong with it for an exam with these tracks, if anything. */
  public Optional<String> problem(int questionCount, List<AudioTrack> others) {
    if (first < 1 || last < first || last > questionCount) {
      return Optional.of(
          "'firstQuestion' and 'lastQuestion' must be a range within questions 1 to %d."
              .formatted(questionCount));
    }
    @Nullable AudioTrack overlapping =
        others.stream()
            .filter(other -> other.firstQuestion() <= last && first <= other.lastQuestion())
            .findFirst()
            .orElse(null);
    return overlapping == null
        ? Optional.empty()
        : Optional.of(
            "Questions %d to %d already have the track '%s'. Remove it first, or choose other questions."
                .formatted(
                    overlapping.firstQuestion(), overlapping.lastQuestion(), overlapping.name()));
  }
}
