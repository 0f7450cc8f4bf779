package dev.examhall.examrender.session;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How often a student heard a track.
 *
 * @param used plays so far, also those beyond the limit that were made without a connection
 * @param limit plays allowed; null for as many as one likes
 * @param current the play that was begun last and has not ended; null if there is none
 */
public record TrackPlays(int used, @Nullable Integer limit, @Nullable Current current) {

  /**
   * A play that can be gone on with.
   *
   * @param positionSeconds how far it had come, from the track's beginning
   */
  public record Current(UUID id, double positionSeconds) {}
}
