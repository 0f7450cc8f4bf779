package dev.examhall.asset.media;

import org.jspecify.annotations.Nullable;

/** What looking into a file found. */
sealed interface Inspection {

  /**
   * The file is what it is meant to be.
   *
   * @param pages of a PDF
   * @param durationSeconds of audio
   */
  record Accepted(MediaFormat format, @Nullable Integer pages, @Nullable Double durationSeconds)
      implements Inspection {}

  record Refused(MediaRefusal refusal) implements Inspection {}

  static Inspection refused(MediaRefusal.Reason reason, String sentence) {
    return new Refused(new MediaRefusal(reason, sentence));
  }

  static Inspection audio(MediaFormat format, double seconds) {
    return new Accepted(format, null, Math.round(seconds * 1000) / 1000.0);
  }
}
